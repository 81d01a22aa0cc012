"""The reference endpoint: a strict token endpoint whose rules and answers are data, so that a fault is one small edit.

It shares no judging and no assertion code with the checker: a bug in both would blind the self-test.
"""
