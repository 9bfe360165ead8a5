#!/bin/sh
# The site of the chapters, and the commands around it: see usage below. `./caravan docs` calls this.
set -eu
unset CDPATH
site=$(cd "$(dirname "$0")" && pwd -P)
root=$(cd "$site/../.." && pwd -P)

usage() {
  cat <<'END'
Usage: caravan docs [--serve PORT | --test | --refresh | --exercise [NAME...]]

Without options, builds the site of the chapters into docs/site/dist. Needs Node.

  --serve PORT          builds it and shows it at http://localhost:PORT until you stop it
  --test                builds it and looks at it with headless Chromium
  --refresh             writes the code, the output and the pictures of the chapters anew; needs no Node
  --exercise [NAME...]  tests your solutions of these exercises, or of all; needs no Node

Exit codes: 0 success, 1 failure or an exercise not solved yet, 2 wrong usage.
END
}

# needs TOOL WHY: ends kindly where a tool is missing.
needs() {
  command -v "$1" >/dev/null 2>&1 || {
    printf 'caravan docs: %s needs %s, which is not on the PATH; the chapters read well without it: docs/chapters\n' "$2" "$1" >&2
    exit 1
  }
}

# Installs what package-lock.json says, once, and again when it changes.
install() {
  needs node 'the site'
  needs npm 'the site'
  stamp=$site/node_modules/.caravan-lock
  if ! cmp -s "$site/package-lock.json" "$stamp"; then
    echo 'caravan docs: installing VitePress (first use, or its versions have changed)' >&2
    (cd "$site" && npm ci --no-audit --no-fund --loglevel=error)
    cp "$site/package-lock.json" "$stamp"
  fi
}

build() {
  install
  (cd "$site" && node node_modules/vitepress/bin/vitepress.js build .)
  echo "caravan docs: the site is in $site/dist"
}

# serve PORT: shows the site on this machine only.
serve() {
  . "$root/build/find-jdk25.sh"
  echo "caravan docs: http://localhost:$1 (Ctrl-C stops it)"
  exec "$JAVA_HOME/bin/jwebserver" -d "$site/dist" -p "$1"
}

# maven ARGUMENT...: runs tests of the docs, and of nothing else.
maven() {
  cd "$root"
  exec ./mvnw -q test -pl docs -am -Pquick -Dsurefire.failIfNoSpecifiedTests=false "$@"
}

# exercises: the names of all exercises, one a line.
exercises() {
  for test in "$root"/docs/src/test/java/dev/caravan/docs/exercises/*/*Test.java; do
    basename "$test" Test.java
  done
}

# check_exercise NAME: refuses a name that no exercise has.
check_exercise() {
  all=$(exercises)
  ! printf '%s\n' "$all" | grep -Fqx -e "$1" || return 0
  near=$(printf '%s\n' "$all" | grep -Fix -e "$1" || printf '%s\n' "$all" | grep -Fi -e "$1" || true)
  printf "caravan docs: there is no exercise '%s'" "$1" >&2
  [ -z "$1" ] || [ -z "$near" ] || printf '; did you mean %s?' "$(echo $near | sed 's/ / or /g')" >&2
  printf '\nThe exercises: %s\n' "$(echo $all)" >&2
  exit 2
}

# test_exercises NAME...: runs their tests and says of each whether it passed.
test_exercises() {
  reports=$root/docs/target/surefire-reports
  rm -f "$reports"/dev.caravan.docs.exercises.*
  log=$(mktemp "${TMPDIR:-/tmp}/caravan-exercise.XXXXXX")
  trap 'rm -f "$log"' EXIT
  trap 'exit 130' INT TERM
  tests=$(printf '%sTest,' "$@")
  # A failing test does not fail the run, so a failing run means that the code does not compile.
  if ! (maven "-Dtest=${tests%,}" -Dcaravan.exercise=true -Dspotless.check.skip=true -Dmaven.test.failure.ignore=true \
    -Dmaven.test.redirectTestOutputToFile=true) >"$log" 2>&1 </dev/null; then
    grep '^\[ERROR\] /.*\.java:' "$log" | cut -d ' ' -f 2- | sort -u | grep . >&2 || cat "$log" >&2
    echo 'caravan docs: no exercise was tested, since the build failed; see above' >&2
    exit 1
  fi
  status=0
  for name; do
    tell_exercise "$name" || status=1
  done
  exit "$status"
}

# tell_exercise NAME: what it printed, whether it passed, and what the first failing test says.
tell_exercise() {
  cat "$reports"/dev.caravan.docs.exercises.*."$1"Test-output.txt 2>/dev/null || true
  report=$(find "$reports" -name "dev.caravan.docs.exercises.*.$1Test.txt")
  if [ -z "$report" ]; then
    printf 'not yet: %s (its test did not run)\n' "$1"
    return 1
  fi
  if ! grep -q '<<< \(FAILURE\|ERROR\)!' "$report"; then
    printf 'passed: %s\n' "$1"
    return 0
  fi
  printf 'not yet: %s\n' "$1"
  # A failing test is a line with its name, the lines of its message, and the trace.
  awk '
    /^Tests run:/ { next }
    /<<< (FAILURE|ERROR)!/ { failed++; lines = 0; if (failed == 1) { sub(/ --.*/, ""); sub(/.*\./, ""); print "  " $0 ":" }; next }
    /^[ \t]+at |^Caused by:|^\t/ { trace = failed }
    failed == 1 && trace < failed && NF { sub(/^[a-z]+(\.[A-Za-z0-9]+)+: */, ""); if (NF && lines++ < 8) print "    " $0 }
    END { if (failed > 1) printf "  and %d more\n", failed - 1 }
  ' "$report"
  return 1
}

wrong() {
  printf 'caravan docs: %s\n\n' "$1" >&2
  usage >&2
  exit 2
}

case ${1-} in
  '')
    build
    ;;
  --serve)
    case ${2-} in
      '' | *[!0-9]*) wrong '--serve takes a port, as in --serve 8000' ;;
    esac
    build
    serve "$2"
    ;;
  --test)
    build
    exec sh "$site/test.sh"
    ;;
  --refresh)
    maven -Dtest=ChaptersTest -Dcaravan.docs.refresh=true
    ;;
  --exercise)
    shift
    for name; do
      check_exercise "$name"
    done
    [ $# -gt 0 ] || set -- $(exercises)
    test_exercises "$@"
    ;;
  -h | --help)
    usage
    ;;
  *)
    wrong "there is no option $1"
    ;;
esac
