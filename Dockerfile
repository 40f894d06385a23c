# syntax=docker/dockerfile:1
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
# files that seldom change come first; dependencies are downloaded only once
COPY .mvn .mvn
COPY pom.xml ./
COPY tracker tracker
COPY seeder seeder
COPY cli cli
COPY LICENSE s3torrent ./
RUN --mount=type=cache,target=/root/.m2 \
    mvn -q -B -DskipTests package

FROM eclipse-temurin:17-jre-jammy
LABEL org.opencontainers.image.title="s3torrent" \
      org.opencontainers.image.description="A BitTorrent seeder and tracker bridge for S3" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /build/s3torrent /build/cli/target/s3torrent.jar /opt/s3torrent/
# torrents and downloads go to /data; a named volume inherits its owner
RUN ln -s /opt/s3torrent/s3torrent /usr/local/bin/s3torrent \
    && install -d -o 10001 -g 10001 /data
USER 10001:10001
WORKDIR /data
# ports for peers and for the tracker
EXPOSE 6881 6969
# the launcher is process 1 and forwards the signal to the JVM
STOPSIGNAL SIGTERM
ENTRYPOINT ["s3torrent"]
CMD ["--help"]
