"""The sample of shared specimens that is run at the flows of clients with a secret (see `shared`)."""

from collections.abc import Mapping

_FAULTS = (
    # the request
    *("answers-201", "answers-208-to-whom-it-knows", "answers-no-method-with-405", "answers-put-with-403"),
    *("says-405-without-allow", "allows-post-in-small-letters", "allows-nothing-to-head"),
    *("takes-the-grant-type-in-any-case", "passes-unknown-extensions-on", "strips-the-grant-type-behind"),
    *("matches-the-grant-type-without-an-end", "logs-the-query-in-a-short-column", "fails-at-a-large-header"),
    "fails-at-an-unknown-coding",
    # the answer that grants
    *("sends-html-as-content-type", "writes-a-byte-order-mark", "writes-two-objects", "writes-latin-1"),
    *("writes-a-member-twice", "writes-the-type-as-a-number", "writes-seconds-as-text"),
    *("writes-bearer-in-small-letters", "forgets-the-token-type", "puts-the-scheme-into-the-token"),
    *("decodes-the-token-as-latin-1", "counts-the-life-backwards", "does-not-tell-the-life", "counts-from-its-start"),
    *("forgets-pragma", "says-no-cache-alone", "sets-the-token-as-a-cookie", "forgets-the-signature"),
    *("names-a-client-from-the-configuration", "issues-tokens-of-the-past", "counts-its-tokens", "draws-32-bits"),
    *("hands-out-its-token-again", "goes-through-one-list-for-each-client"),
    # the answer that refuses
    *("refuses-as-text", "shares-one-object-for-both-answers", "says-no-error-when-it-grants"),
    *("lets-refusals-be-stored", "forgets-pragma-when-it-refuses", "shows-a-trace-of-python", "shows-a-trace-of-java"),
    *("shows-a-trace-of-dotnet", "shows-its-version", "invents-a-code", "writes-codes-in-capitals"),
)
_OF_JSON = (
    *("ignores-the-grant-type", "takes-the-grant-type-password"),
    *("takes-two-authentications", "issues-a-refresh-token", "writes-a-null-refresh-token"),
    *("has-no-room-for-8-kb", "has-no-room-for-40-kb", "hands-nul-to-the-database"),
    *("calls-another-grant-invalid", "blames-the-client-for-a-missing-grant", "calls-a-missing-client-unauthorized"),
    *("redirects-when-it-refuses", "refuses-with-200", "refuses-with-a-page", "translates-descriptions"),
    *("names-no-code", "sends-the-error-as-an-object", "serialises-refusals-twice"),
)
_OF_FORMS = (
    *("assumes-a-grant-type", "serves-get", "serves-every-method-with-a-body", "forgets-to-return-after-405-patch"),
    *("takes-every-content-type", "reads-json", "reads-xml", "reads-multipart", "takes-a-form-called-json"),
    *("takes-grant-type-from-the-query", "takes-scope-from-the-query"),
    *("takes-equal-values-of-scope", "takes-the-last-value-of-grant-type", "takes-an-empty-grant-type"),
    *("parses-json-too-deep", "nests-names-without-end", "counts-parameters-with-an-error"),
    *("stumbles-over-a-broken-escape", "looks-for-an-unknown-charset", "wants-a-boundary", "wants-an-equals-sign"),
)
FAULTS: Mapping[str, tuple[str, ...]] = {"ciam": (*_FAULTS, *_OF_JSON), "basic": (*_FAULTS, *_OF_FORMS)}
"""By flow, the names of faults."""

_VARIATIONS = (
    *("jwt-access-token", "access-token-of-16-characters", "access-token-of-every-character"),
    *("same-token-while-it-lives", "expires-in-left-out", "expires-in-five-minutes", "expires-in-drawn-by-lot"),
    *("token-type-in-lower-case", "members-in-another-order", "pretty-printed", "escapes-every-letter"),
    *("refusals-in-other-words", "refusals-with-error-uri", "refusals-with-a-trace-number", "allows-options-too"),
    *("413-for-a-body-over-16-kb", "431-for-a-header-over-8-kb", "charset-in-the-content-type"),
    *("headers-in-lower-case", "more-cache-directives", "closes-after-every-answer", "speaks-http-1-0"),
    *("chunked-answers", "compressed-answers"),
)
_VARIATIONS_OF_JSON = ("401-for-failed-authentication", "raw-letters-beyond-ascii", "refusals-without-description")
_VARIATIONS_OF_FORMS = ("415-for-another-content-type", "refuses-a-query")
VARIATIONS: Mapping[str, tuple[str, ...]] = {
    "ciam": (*_VARIATIONS, *_VARIATIONS_OF_JSON),
    "basic": (*_VARIATIONS, *_VARIATIONS_OF_FORMS),
}
"""By flow, the names of legal variations."""
