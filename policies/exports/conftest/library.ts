/**
 * What the translated rules have in common: the meaning of CEL's operators, in Rego. All of them are undefined where
 * CEL would report an error, and no rule takes undefined for well.
 */
export const celLibrary = `# The meaning of CEL in Rego. Whatever CEL reports an error for is undefined here.
package palisade.cel

# What stands at the end of a path: [] where a step is missing, [value] where none is.
path(x, keys) := [value] if {
	every_step_is_an_object(x, keys)
	value := object.get(x, keys, null)
	value != null
}

path(x, keys) := [] if {
	every_step_is_an_object(x, keys)
	object.get(x, keys, null) == null
}

# A null in a list is an empty object to the API server.
path(null, _) := []

every_step_is_an_object(x, keys) if {
	is_object(x)
	every i in numbers.range(0, count(keys) - 1) {
		is_object(object.get(x, array.slice(keys, 0, i), {}))
	}
}

# The same from what may be missing itself.
path_from([], _) := []

path_from([x], keys) := path(x, keys)

# The element at a place in a list, or the field of an object, of what may be missing itself.
step([], key) := [] if is_key(key)

step([x], key) := path(x, [key]) if {
	not is_array(x)
	is_key(key)
}

step([xs], i) := [x | x := xs[i]] if {
	is_array(xs)
	floor(i) == i
}

is_key(key) if not type_name(key) in {"array", "object"}

# What stands at the end of a path, or what to take instead.
get(x, keys, otherwise) := or_value(path(x, keys), otherwise)

or_value([], otherwise) := otherwise

or_value([value], _) := value

# The same where what is taken instead says the type: "true" must not pass for true, nor an object for an empty list.
get_like(x, keys, otherwise) := or_value_like(path(x, keys), otherwise)

or_value_like([], otherwise) := otherwise

or_value_like([value], otherwise) := value if type_name(value) == type_name(otherwise)

at(xs, i) := xs[i] if {
	is_array(xs)
	is_number(i)
}

at(xs, key) := xs[key] if {
	is_object(xs)
	is_string(key)
}

# What a macro goes over: the elements of a list, or the keys of a map.
elements(xs) := xs if is_array(xs)

elements(xs) := [key | some key, _ in xs] if is_object(xs)

member(xs, x) := x in xs if is_array(xs)

member(xs, x) := x in object.keys(xs) if is_object(xs)

size(x) := count(x) if not is_number(x)

added(a, b) := a + b if same_numbers(a, b)

added(a, b) := concat("", [a, b]) if {
	is_string(a)
	is_string(b)
}

added(a, b) := array.concat(a, b) if {
	is_array(a)
	is_array(b)
}

subtracted(a, b) := a - b if same_numbers(a, b)

multiplied(a, b) := a * b if same_numbers(a, b)

# Ints lose what remains, toward zero.
divided(a, b) := (a - (a % b)) / b if both_ints(a, b)

divided(a, b) := a / b if both_doubles(a, b)

remainder(a, b) := a % b if both_ints(a, b)

# CEL calculates with two ints or with two doubles; a whole number of an object is an int, if 64 bits can hold it.
same_numbers(a, b) if both_ints(a, b)

same_numbers(a, b) if both_doubles(a, b)

both_ints(a, b) if {
	is_int(a)
	is_int(b)
}

both_doubles(a, b) if {
	is_number(a)
	is_number(b)
	not is_int(a)
	not is_int(b)
}

is_int(x) if {
	floor(x) == x
	abs(x) < 9223372036854775808
}

# -1, 0 or 1, of two numbers or two texts.
compare(a, b) := order(a, b) if {
	is_number(a)
	is_number(b)
}

compare(a, b) := order(a, b) if {
	is_string(a)
	is_string(b)
}

order(a, b) := -1 if a < b

order(a, b) := 0 if a == b

order(a, b) := 1 if a > b

text(x) := x if is_string(x)

text(x) := format_int(x, 10) if is_number(x)

text(x) := json.marshal(x) if is_boolean(x)

substring_from(x, start) := substring(x, start, -1) if {
	start >= 0
	start <= count(x)
}

substring_between(x, start, end) := substring(x, start, end - start) if {
	start >= 0
	start <= end
	end <= count(x)
}

last_index_of(x, part) := max(indexof_n(x, part)) if contains(x, part)

last_index_of(x, part) := -1 if {
	is_string(x)
	not contains(x, part)
}

# Only the letters A to Z, as CEL's lowerAscii.
lower_ascii(x) := concat("", [changed |
	some letter in split(x, "")
	changed := lower_letter(letter)
]) if is_string(x)

lower_letter(letter) := lower(letter) if regex.match("^[A-Z]$", letter)

lower_letter(letter) := letter if not regex.match("^[A-Z]$", letter)

# Addresses and ranges are texts here, checked where they come from text. An IPv4 address within IPv6 is none to the API server.
is_ip(x) := net.cidr_is_valid(concat("/", [x, "32"])) if {
	is_string(x)
	not contains(x, ":")
}

is_ip(x) := false if {
	contains(x, ":")
	not is_ipv6(x)
}

is_ip(x) if is_ipv6(x)

is_ipv6(x) if {
	contains(x, ":")
	not contains(x, ".")
	net.cidr_is_valid(concat("/", [x, "128"]))
	not net.cidr_contains("0.0.0.0/0", x)
}

ip(x) := x if is_ip(x)

is_cidr(x) if range_parts(x)

is_cidr(x) := false if {
	is_string(x)
	not range_parts(x)
}

range_parts(x) := parts if {
	parts := split(x, "/")
	count(parts) == 2
	is_ip(parts[0])
	regex.match("^(0|[1-9][0-9]{0,2})$", parts[1])
	net.cidr_is_valid(x)
}

cidr(x) := x if range_parts(x)

prefix_length(range) := to_number(range_parts(range)[1])

address_of(range) := range_parts(range)[0]

contains_cidr(range, other) := net.cidr_contains(cidr(range), cidr(other))

contains_ip(range, address) := net.cidr_contains(cidr(range), ip(address))

family(address) := 6 if contains(address, ":")

family(address) := 4 if not contains(address, ":")

is_loopback(address) := net.cidr_contains("127.0.0.0/8", address) if not contains(address, ":")

is_loopback(address) := net.cidr_contains("::1/128", address) if contains(address, ":")

is_unspecified(address) := net.cidr_contains("0.0.0.0/32", address) if not contains(address, ":")

is_unspecified(address) := net.cidr_contains("::/128", address) if contains(address, ":")
`;
