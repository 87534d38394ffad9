import { type PodKind, podKinds } from '@palisade/rules';

/** Finds what is to be judged in a file, and the pod in it, as the evaluator of the catalogue does. */
export function objectsLibrary(): string {
  const templates = podKinds.map(({ group, kind, template }: PodKind) => {
    return `\t${JSON.stringify(`${group}/${kind}`)}: ${JSON.stringify(template)},`;
  });
  return `# The objects of a file, and the pods in them.
package palisade.objects

# The kinds that hold a pod, each with the place of the pod template in it.
templates := {
${templates.sort().join('\n')}
}

# The documents of the file. With --combine, conftest hands over all files at once.
documents := [input] if is_object(input)

documents := [entry.contents | some entry in input] if is_array(input)

# Every object: a document, or what a List holds, however deep.
judged contains bare(object_) if {
	some document in documents
	not is_list(document)
	is_object(document)
	object_ := document
}

judged contains bare(object_) if {
	some document in documents
	is_list(document)
	walk(document, [path, value])
	is_object(value)
	is_item(path)
	not is_list(value)
	list := object.get(document, array.slice(path, 0, count(path) - 2), {})
	object_ := object.union(said_by(list), value)
}

is_list(x) if {
	endswith(x.kind, "List")
	is_array(x.items)
}

is_item(path) if {
	count(path) > 0
	count(path) % 2 == 0
	every i, step in path {
		is_step(i % 2, step)
	}
}

is_step(0, "items")

is_step(1, step) if is_number(step)

# The items of a typed list may leave out their kind.
said_by(list) := {"apiVersion": list.apiVersion, "kind": trim_suffix(list.kind, "List")} if list.apiVersion

said_by(list) := {"kind": trim_suffix(list.kind, "List")} if not list.apiVersion

# A field that is null is one that is not there.
bare(x) := x if count(nulls(x)) == 0

bare(x) := json.remove(x, nulls(x)) if count(nulls(x)) > 0

nulls(x) := {steps |
	walk(x, [path, value])
	value == null
	is_string(path[count(path) - 1])

	# json.remove takes places in lists as texts.
	steps := [sprintf("%v", [step]) | some step in path]
}

# The group and the kind, such as "apps/Deployment", or "/Pod" in the core group.
kind(x) := concat("/", [group(object.get(x, "apiVersion", "")), x.kind])

group(version) := split(version, "/")[0] if contains(version, "/")

group(version) := "" if not contains(version, "/")

# What a finding calls an object. Defined whatever stands there: a finding without it would be lost.
name(x) := sprintf("%v %s", [x.kind, concat("/", [sprintf("%v", [part]) | some part in name_parts(x)])])

name_parts(x) := [part |
	some field in ["namespace", "name"]
	part := x.metadata[field]
]

# The objects of some kinds.
of_kinds(kinds) := {object_ |
	some object_ in judged
	kind(object_) in kinds
}

# The objects that hold a pod.
with_pods := of_kinds(object.keys(templates))

# What a rule about pods sees of an object. Undefined where there is no pod in the pod's place.
variables(x) := {"podSpec": spec, "podMetadata": metadata, "containers": containers, "resourceContainers": resources} if {
	template := template_of(x)
	spec := template.spec
	is_object(spec)
	metadata := object.get(template, "metadata", {})
	resources := array.concat(listed(spec, "containers"), listed(spec, "initContainers"))
	containers := array.concat(resources, listed(spec, "ephemeralContainers"))
}

template_of(x) := x if templates[kind(x)] == []

template_of(x) := object.get(x, templates[kind(x)], {}) if templates[kind(x)] != []

listed(spec, field) := [] if not field in object.keys(spec)

listed(spec, field) := [object_or_empty(element) | some element in spec[field]] if is_array(spec[field])

# A null among containers is an empty container to the API server.
object_or_empty(null) := {}

object_or_empty(x) := x if x != null

# What a finding calls an element of a list: its name, or its place where it has none.
label(names, _) := names[0] if is_named(names)

label(names, place) := sprintf("#%d", [place]) if not is_named(names)

is_named(names) if {
	is_string(names[0])
	names[0] != ""
}
`;
}
