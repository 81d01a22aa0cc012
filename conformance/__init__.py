"""Conformance test suite for live OAuth 2.0 and OpenID Connect token endpoints."""
