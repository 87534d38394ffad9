/** An image, and where it is named. */
export interface NamedImage {
  /** As it is written. */
  readonly image: string;
  /** In a cluster: what runs under this name, as the nodes say. `undefined` where nothing runs yet, and of manifests. */
  readonly runs?: Running;
  readonly places: readonly Place[];
}

/** What a node says that it runs. */
export type Running =
  | { readonly digest: string }
  /** No digest of a manifest: of an image that was brought to the node by hand, runtimes know only their own name. */
  | { readonly unknown: string };

export type Place = FilePlace | ClusterPlace;

/** Where a manifest names an image. */
export interface FilePlace {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** `Deployment/web`. */
  readonly object: string;
  /** `containers[0]`, as counted in the pod. */
  readonly at: string;
}

/** Where an object of a cluster names an image. */
export interface ClusterPlace {
  readonly namespace: string;
  /** `Pod/web-1`. */
  readonly object: string;
  /** `containers[0]`, as counted in the pod. */
  readonly at: string;
}

/** Something that could not be read. */
export interface Unread {
  /** `file`, `file:line`, or the kind and name of an object in a cluster. */
  readonly place: string;
  readonly reason: string;
}

/** Whether a manifest in a file names it. */
export function isInFile(place: Place): place is FilePlace {
  return 'file' in place;
}

/** For people: `deploy/web.yaml:12`, or the namespace. */
export function textOfPlace(place: Place): string {
  return isInFile(place) ? `${place.file}:${place.line}` : place.namespace;
}
