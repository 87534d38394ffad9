/** Expressions that the tests hold against a real API server too: what they mean here is what they mean there. */

/** Variables that the expressions read, as CEL. */
export const variables: { readonly [name: string]: string } = {
  n: 'dyn(2)',
  d: 'dyn(0.5)',
  text: 'dyn("abc")',
  list: 'dyn(["x", "y"])',
  map: 'dyn({"k": "v"})',
};

/** They are true. */
export const truths: readonly string[] = [
  'variables.n + 1 == 3',
  'variables.n % 2 == 0',
  'variables.n / 2 == 1 && variables.d < 1.0',
  'type(variables.n) == int && type(variables.d) == double',
  'variables.text.matches("^a+$") || variables.text.matches("(?i)^ABC")',
  'matches(variables.text, "b")',
  'variables.text.find("[a-z]{2}") == "ab" && "x1y22".findAll("[0-9]+") == ["1", "22"]',
  '"x1y22".findAll("[0-9]+", 1) == ["1"]',
  'variables.text.charAt(1) == "b" && "aXbXc".replace("X", "-") == "a-b-c"',
  '"aXbXc".replace("X", "-", 1) == "a-bXc" && "ab".replace("", "-") == "-a-b-"',
  '[1, 2, 2].isSorted() && ![2, 1].isSorted() && [1, 2].sum() == 3',
  '["b", "a"].min() == "a" && [1, 3].max() == 3 && [1, 2, 1].lastIndexOf(1) == 2',
  'variables.list.indexOf("y") == 1 && [1, 1].distinct() == [1] && [2, 1].sort() == [1, 2]',
  '[[1], [2]].flatten() == [1, 2] && [1, 2].reverse() == [2, 1] && [1, 2, 3].slice(1, 2) == [2]',
  'quantity("1.5Gi") == quantity("1536Mi") && quantity("100m").isLessThan(quantity("1"))',
  'quantity("50k").add(20).sub(quantity("20")).asInteger() == 50000',
  'isQuantity("1e3") && !isQuantity("200K") && !isQuantity("") && quantity("-1").sign() == -1',
  'quantity("200M").compareTo(quantity("0.2G")) == 0 && !quantity("1m").isInteger()',
  '"%s has %d of %.1f".format(["a", 2, 0.25]) == "a has 2 of 0.2"',
  '"%s %s %b %x %X%%".format([[1, true], {"k": null}, 5, 255, 255]) == "[1, true] {k: null} 101 ff FF%"',
  'sets.contains([1, 2], [2]) && sets.equivalent([1, 1], [1]) && !sets.intersects([1], [2])',
  'duration("1h") > duration("30m") && timestamp("2026-01-01T00:00:00Z") < timestamp("2026-01-02T00:00:00Z")',
  'has(variables.text) && !has(variables.map.nothing) && variables.map.?nothing.orValue("x") == "x"',
  'oldObject == null',
  'isIP("10.0.0.1") && cidr("10.0.0.0/8").containsIP("10.1.1.1")',
];

/** They fail, here with these words. */
export const failures: readonly (readonly [expression: string, message: string])[] = [
  ['variables.map.nothing == 1', 'No such key: nothing'],
  ['"a".matches("(")', '"(" is no regular expression'],
  ['quantity("x").isInteger()', 'quantities must match the pattern of Kubernetes: "x"'],
  ['quantity("1m").asInteger() == 1', 'cannot convert value to integer'],
  ['[].max() == 1', 'max called on empty list'],
  ['[1, 2].slice(1, 3) == []', 'cannot slice(1, 3), list is of length 2'],
  ['"%d".format(["x"]) == ""', 'error during formatting: %d does not fit what stands for it'],
  ['"%s".format([]) == ""', 'index 0 out of range'],
];
