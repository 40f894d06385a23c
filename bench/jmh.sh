#!/usr/bin/env bash
# Runs the JMH benchmarks of single parts: hashing, .torrent files, the cache, the disk tier. Run it on an otherwise idle machine.
#
#   bench/jmh.sh [REGEX] [JMH OPTION]...        by default all; bench/jmh.sh -h prints the options
set -euo pipefail
cd "$(dirname "$0")/.."

mvn -q -B -Dspotless.check.skip -Dforbiddenapis.skip -pl tracker,seeder test-compile \
    dependency:build-classpath -Dmdep.outputFile=target/jmh.classpath -Dmdep.includeScope=test
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" --enable-native-access=ALL-UNNAMED -XX:MaxDirectMemorySize=1g \
    -cp "seeder/target/test-classes:seeder/target/classes:tracker/target/test-classes:$(cat seeder/target/jmh.classpath)" org.openjdk.jmh.Main "$@"
