"""Judges JSON texts by a JSON Schema.

Usage: judge.py SCHEMA DOCUMENTS

SCHEMA is a JSON file. DOCUMENTS has one JSON string per line: the text of a document. Prints one JSON list per line:
the paths of what the schema refuses, such as "rules[0].match"; an empty list accepts. Fails when the schema itself is
none by its meta-schema, or when its patterns mean something else to Python than to ECMA-262.
"""

import functools
import json
import re
import sys

import regress
from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend


@functools.cache
def ecma(pattern):
    return regress.Regex(pattern, flags="u")


def matches_pattern(validator, pattern, instance, schema):
    if validator.is_type(instance, "string") and ecma(pattern).find(instance) is None:
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def path_of(error):
    path = ""
    for step in error.absolute_path:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path


def main(schema_path, documents_path):
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    Draft202012Validator.check_schema(schema)
    strict = extend(Draft202012Validator, {"pattern": matches_pattern})(schema)
    common = Draft202012Validator(schema)
    with open(documents_path, encoding="utf-8") as file:
        for line in file:
            text = json.loads(line)
            document = json.loads(text)
            refused = [path_of(error) for error in strict.iter_errors(document)]
            # Python's $ is also before a line break at the end.
            if not re.search(r'\\(n|u000a)"', text) and common.is_valid(document) != (not refused):
                sys.exit(f"re and ECMA-262 disagree about {text}")
            print(json.dumps(refused))


main(*sys.argv[1:])
