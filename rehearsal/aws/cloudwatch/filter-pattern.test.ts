import { refuseFilterPattern } from './filter-pattern';

test.each([
  '',
  'ERROR',
  'ERROR -Exit ?WARN',
  '"exit code" failed',
  '%AUTH\\d+%',
  '[ip, user, username, timestamp, request, status_code=4*, bytes > 1000]',
  '{ $.user.username = "system:anonymous" }',
  '{ ($.verb = "create") && ($.objectRef.subresource = "exec" || $.objectRef.subresource = "attach") }',
  '{ $.responseStatus.code >= 400 && $.user.username != "system:*" }',
  '{ $.user.groups[0] = "system:masters" || $.user.groups[*] = "a" }',
  '{ $.objectRef.namespace NOT EXISTS }',
  '{ $.flag IS TRUE && $.other IS NULL }',
  "{ $.['a.b'] = 1 && $.verb = %^get|list$% }",
])('%s is a pattern', (pattern) => {
  expect(refuseFilterPattern(pattern)).toBeUndefined();
});

test.each([
  ['{ $.verb = "get"', '"}" expected at the end'],
  ['{ ($.verb = "get" }', '")" expected, found "}"'],
  ['{ $.verb = "get" && }', '"}" is no selector such as $.verb'],
  ['{ verb = "get" }', '"verb" is no selector such as $.verb'],
  ['{ $.verb == "get" }', 'a value is missing before ='],
  [
    '{ $.verb "get" }',
    '""get"" is no operator; write =, !=, <, >, <=, >=, IS TRUE, IS FALSE, IS NULL, EXISTS or NOT EXISTS',
  ],
  ['{ $.verb = }', 'a value is missing before }'],
  ['{ $.flag IS YES }', 'IS must be followed by TRUE, FALSE, NULL, not YES'],
  ['{ $.a = 1 } $.b', 'unexpected $.b after the closing brace'],
  ['{ $.verb = "get }', 'unexpected "get }'],
  ['[ip, user', '"]" expected at the end'],
  ['[ip, , user]', 'a column is empty'],
  ['"exit code', 'a quotation mark is not closed'],
  ['exit-code', 'the term exit-code has other than letters, digits and _; put it in quotation marks'],
])('%s is refused', (pattern, reason) => {
  expect(refuseFilterPattern(pattern)).toBe(
    `InvalidParameterException: Invalid metric filter pattern: ${reason} in ${JSON.stringify(pattern)}`,
  );
});
