#!/bin/sh
# The site of the chapters, and the commands around it: see usage below. `./caravan docs` calls this.
set -eu
unset CDPATH
site=$(cd "$(dirname "$0")" && pwd -P)
root=$(cd "$site/../.." && pwd -P)

usage() {
  cat <<'END'
Usage: caravan docs [--serve PORT | --test | --refresh | --exercise [NAME]]

Without options, builds the site of the chapters into docs/site/dist. Needs Node.

  --serve PORT       builds it and shows it at http://localhost:PORT until you stop it
  --test             builds it and looks at it with headless Chromium
  --refresh          writes the code, the output and the pictures of the chapters anew; needs no Node
  --exercise [NAME]  tests your solution of an exercise, or of all; needs no Node
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
    case ${2-} in
      '') maven '-Dtest=dev/caravan/docs/exercises/*/*Test' -Dcaravan.exercise=true ;;
      *) maven "-Dtest=${2}Test" -Dcaravan.exercise=true -Dsurefire.failIfNoSpecifiedTests=false ;;
    esac
    ;;
  -h | --help)
    usage
    ;;
  *)
    wrong "there is no option $1"
    ;;
esac
