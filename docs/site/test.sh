#!/bin/sh
# Looks at the built site with headless Chromium: serves it with a page that opens the others, and reads that page's verdict.
set -eu
site=$(cd "$(dirname "$0")" && pwd -P)
. "$site/../../build/find-jdk25.sh"

browser=
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null 2>&1; then
    browser=$name
    break
  fi
done
if [ -z "$browser" ]; then
  echo 'caravan docs: the test of the site needs Chromium (Debian, Ubuntu: apt install chromium)' >&2
  exit 1
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/caravan-site.XXXXXX")
server=
trap 'if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
cp -R "$site/dist" "$work/dist"
cp "$site/check.html" "$work/dist/"

"$JAVA_HOME/bin/jwebserver" -d "$work/dist" -p 0 >"$work/server.log" 2>&1 &
server=$!
tries=0
until url=$(sed -n 's/^URL \(http[^ ]*\)$/\1/p' "$work/server.log") && [ -n "$url" ]; do
  tries=$((tries + 1))
  if [ "$tries" -gt 100 ]; then
    cat "$work/server.log" >&2
    exit 1
  fi
  sleep 0.1
done

timeout 120 "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
  --disable-background-networking --disable-component-update --disable-sync --window-size=1600,1200 \
  --user-data-dir="$work/profile" --virtual-time-budget=60000 --dump-dom "${url%/}/check.html" \
  >"$work/dom.html" 2>"$work/browser.log" || {
  cat "$work/browser.log" >&2
  exit 1
}
sed -n '/<pre id="result">/,/<\/pre>/p' "$work/dom.html" | sed 's/<[^>]*>//g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
grep -q 'PASS</pre>' "$work/dom.html"
