#!/bin/sh
# Cuts Inter to what the pictures and the page need: Latin, currency, arrows, mathematics, dashes. Needs fonttools and brotli.
# usage: cut.sh FOLDER_WITH_INTER_OTF
set -eu
from=$1
here=$(dirname "$0")
unicodes="U+0020-007E,U+00A0-00FF,U+0100-017F,U+0394,U+03B1-03C9,U+2009,U+2010-2015,U+2018-201E,U+2020,U+2022,U+2026,U+202F,U+20A0-20BF,U+2190-2193,U+2212,U+2248,U+2260,U+2264,U+2265,U+221A,U+221E,U+25B2,U+25BC,U+25CB,U+25CF,U+00D7"
for weight in Regular SemiBold; do
    pyftsubset "$from/Inter-$weight.otf" --unicodes="$unicodes" --layout-features=kern,tnum --name-IDs='*' \
        --output-file="$here/Inter-$weight.otf"
    pyftsubset "$from/Inter-$weight.otf" --unicodes="U+0020-007E,U+00A0-00FF,U+2010-2015,U+2018-201E,U+2022,U+2026,U+202F,U+20AC,U+2190-2193,U+2212,U+2248,U+2264,U+2265,U+00D7,U+03C3,U+25CB,U+25CF" \
        --layout-features=kern,tnum --name-IDs='*' --flavor=woff2 --output-file="$here/cut.woff2"
    base64 -w0 "$here/cut.woff2" > "$here/Inter-$weight.woff2.base64"
    rm "$here/cut.woff2"
done
