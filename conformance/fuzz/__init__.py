"""Generated input: good requests with one to three edits, as plain data that says what it may lead to.

``recipes`` draws, ``applying`` makes a change of a recipe, ``expecting`` says what has to become of it, ``searching``
sends one after another, ``shrinking`` makes a finding small. Nothing here judges an answer or knows pytest.
"""
