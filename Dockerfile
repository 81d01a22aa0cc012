# The tool in an image: no compiler, no shell script of ours, a user without rights. See docs/nightly.md.
#   docker build --tag token-conformance .
#   docker run --rm --user "$(id -u):$(id -g)" --env ACME_SECRET \
#     --volume "$PWD/targets:/conformance/targets:ro" --volume "$PWD/reports:/conformance/reports" token-conformance run targets/acme.toml
FROM python:3.13.14-slim-trixie@sha256:9662417aace5ae7b8e2609cce472b72a8958e134ba372808abe9cc1a0c0125e6 AS build

ENV PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore \
    XDG_CACHE_HOME=/opt/cache
WORKDIR /source

# The dependencies first: they change less often than the source, and a layer that did not change is not made again.
COPY requirements-run.lock requirements-report.lock ./
RUN python -m venv /opt/conformance \
 && /opt/conformance/bin/pip install --require-hashes -r requirements-run.lock \
 && /opt/conformance/bin/pip install --require-hashes -r requirements-report.lock

COPY pyproject.toml README.md ./
COPY conformance conformance
COPY suites suites
COPY fixtures fixtures
RUN /opt/conformance/bin/python -m hatchling build -t wheel -d /opt/wheel \
 && /opt/conformance/bin/pip install --no-deps /opt/wheel/*.whl \
 && /opt/conformance/bin/conformance install-report

FROM python:3.13.14-slim-trixie@sha256:9662417aace5ae7b8e2609cce472b72a8958e134ba372808abe9cc1a0c0125e6

COPY --from=build /opt/conformance /opt/conformance
COPY --from=build /opt/cache /opt/cache
# Everybody may write here, so that the image also runs under the number of the user who starts it.
RUN install -d -m 1777 /conformance /conformance/reports
# HOME lies in /tmp for the same reason; the cache holds what makes the HTML report, and is only read.
ENV HOME=/tmp \
    XDG_CACHE_HOME=/opt/cache \
    PYTHONDONTWRITEBYTECODE=1
WORKDIR /conformance
VOLUME ["/conformance/reports"]
USER 10001:10001
ENTRYPOINT ["/opt/conformance/bin/conformance"]
CMD ["--help"]
