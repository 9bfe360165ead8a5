# Finds a full JDK 25, exports JAVA_HOME and puts its bin first on PATH. POSIX sh; `mvnw` sources it, and so may you:
#
#   . build/find-jdk25.sh
#
# Looked at, in this order: JAVA_HOME, the `java` on PATH, then the usual folders of systems, SDKMAN, jenv, IDEs and
# Homebrew. CARAVAN_JDK_DIRS (JDK homes, separated by colons; may be empty) replaces those folders, for tests.
# Exactly 25, since that is the release Caravan is tested on.

# Is $1 the home of a JDK 25 with a compiler? Asks the file `release`, else the JVM.
caravan_is_jdk25() {
  [ -n "$1" ] && [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
  if [ -f "$1/release" ] && grep -q '^JAVA_VERSION=' "$1/release"; then
    grep -Eq '^JAVA_VERSION="?25([."+-]|$)' "$1/release"
  else
    "$1/bin/java" -version 2>&1 | grep -Eq ' version "25[."+-]'
  fi
}

# Prints the home of the first JDK 25 found. Runs in a subshell: it changes options, IFS and parameters.
caravan_find_jdk25() (
  set +e +u +f
  unset CDPATH
  if caravan_is_jdk25 "${JAVA_HOME-}"; then
    printf '%s\n' "$JAVA_HOME"
    exit 0
  fi
  if command -v java >/dev/null 2>&1; then
    home=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
    if caravan_is_jdk25 "$home"; then
      printf '%s\n' "$home"
      exit 0
    fi
  fi
  if [ -n "${CARAVAN_JDK_DIRS+set}" ]; then
    IFS=:
    set -f
    # shellcheck disable=SC2086 # split at the colons
    set -- $CARAVAN_JDK_DIRS
  else
    set -- /usr/lib/jvm/* /usr/java/* /opt/*jdk* "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jenv/versions/* \
      "${HOME-}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
      "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
      /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home \
      /usr/local/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home
  fi
  for home in "$@"; do
    if caravan_is_jdk25 "$home"; then
      printf '%s\n' "$home"
      exit 0
    fi
  done
  exit 1
)

if ! JAVA_HOME=$(caravan_find_jdk25); then
  printf '%s\n' \
    'Caravan is built and tested on JDK 25, and none was found (JAVA_HOME, PATH and the usual folders). To get one:' \
    '  SDKMAN: sdk install java 25-tem | Debian, Ubuntu: apt install temurin-25-jdk (adoptium.net), or openjdk-25-jdk' >&2
  exit 1
fi
export JAVA_HOME
PATH=$JAVA_HOME/bin:$PATH
export PATH
