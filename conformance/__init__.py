"""Conformance test suite for live OAuth 2.0 and OpenID Connect token endpoints."""

__version__ = "0.1.0"
