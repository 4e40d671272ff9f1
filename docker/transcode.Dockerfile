# Server (main.js) and worker (worker.js) of transcode-service:
#   docker build -f docker/transcode.Dockerfile -t matinee-transcode .
ARG BASE=debian:bookworm-slim
ARG NODE=node:24.21.0-bookworm-slim

FROM --platform=$BUILDPLATFORM ${NODE} AS build
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund
RUN npm run --silent images -- transcode /app

FROM ${NODE} AS node

FROM ${BASE}
# Drivers of graphics cards, which Debian's ffmpeg could draw with: 166 MB that nothing here opens.
# Every run of ffmpeg is wrapped: setpriv (dies with its parent, no new privileges), prlimit (memory, CPU time, file
# size), nice. None of them needs a capability or root: limits are only lowered. A missing one ends the build here.
# Node.js and tini may be run, not read: Linux then gives their /proc to root, and a tool that a hostile file took over
# cannot read tokens in the environment or memory of a worker that runs as the same user.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends coreutils ffmpeg libatomic1 tini util-linux \
    && dpkg --purge --force-depends libgl1-mesa-dri libllvm15 libz3-4 \
    && rm -rf /var/lib/apt/lists/* /var/log/* /var/cache/debconf/*-old \
    && useradd --uid 10001 --user-group --no-log-init --no-create-home --home-dir /tmp --shell /usr/sbin/nologin matinee \
    && chmod 0111 /usr/bin/tini \
    && for tool in ffmpeg ffprobe nice prlimit setpriv; do command -v "$tool" || exit 1; done \
    && ffmpeg -v error -f lavfi -i testsrc2=duration=1 -f lavfi -i sine=duration=1 -c:v libx264 -c:a aac -f mp4 /dev/null -y
COPY --from=node --chmod=0111 /usr/local/bin/node /usr/local/bin/node
COPY --from=build /app /app
WORKDIR /app
ENV NODE_ENV=production HOME=/tmp
# ECS gives a volume here the owner and mode of the image's folder (1777) only if the image declares it.
VOLUME /tmp
USER 10001:10001
EXPOSE 4000
# The worker's sign of life is a file in WORKER_DIRECTORY, the server's is GET /livez.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "healthcheck.mjs"]
ENTRYPOINT ["tini", "-s", "--", "node"]
CMD ["main.js"]

ARG VERSION=0.1.0
ARG REVISION=unknown
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="matinee-transcode" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}" \
    org.opencontainers.image.source="${SOURCE}" \
    org.opencontainers.image.licenses="MIT"
