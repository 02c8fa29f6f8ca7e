#!/bin/sh
# Makes the certificates of the TLS tests anew; valid for a hundred years but for the expired one.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
touch "$work/index.txt"
cat > "$work/ca.cnf" <<CONF
[ca]
default_ca = test
[test]
database = $work/index.txt
new_certs_dir = $work
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
copy_extensions = copy
[any]
commonName = supplied
[authority]
basicConstraints = critical,CA:TRUE
CONF

authority() { # file, common name
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -subj "/CN=$2" \
    -keyout "$work/$1.key" -out "$work/$1.csr" 2>/dev/null
  openssl ca -selfsign -batch -notext -config "$work/ca.cnf" -extensions authority -keyfile "$work/$1.key" \
    -startdate 20200101000000Z -enddate 21200101000000Z -in "$work/$1.csr" -out "$1.crt" 2>/dev/null
}

certificate() { # file, common name, end date, extension or empty
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -subj "/CN=$2" \
    ${4:+-addext "subjectAltName=$4"} -keyout "$1.key" -out "$work/$1.csr" 2>/dev/null
  openssl ca -batch -notext -config "$work/ca.cnf" -cert ca.crt -keyfile "$work/ca.key" \
    -startdate 20200101000000Z -enddate "$3" -in "$work/$1.csr" -out "$1.crt" 2>/dev/null
}

authority ca 'fleetspec test CA'
authority other_ca 'another CA'
certificate server localhost 21200101000000Z 'DNS:localhost,IP:127.0.0.1'
certificate wrong_host broker.example.net 21200101000000Z 'DNS:broker.example.net'
certificate expired localhost 20210101000000Z 'DNS:localhost,IP:127.0.0.1'
certificate client client 21200101000000Z ''
