/** A label selector of Kubernetes. An empty one selects everything. */
export interface LabelSelector {
  readonly matchLabels?: { readonly [key: string]: string };
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** Whether labels are selected. @throws Error where an operator is none. */
export function selectsLabels(selector: LabelSelector, labels: { readonly [key: string]: unknown }): boolean {
  const equal = Object.entries(selector.matchLabels ?? {}).every(
    ([key, value]) => Object.hasOwn(labels, key) && labels[key] === value,
  );
  return (
    equal &&
    (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      const has = Object.hasOwn(labels, key);
      switch (operator) {
        case 'In':
          return has && values.includes(String(labels[key]));
        case 'NotIn':
          return !has || !values.includes(String(labels[key]));
        case 'Exists':
          return has;
        case 'DoesNotExist':
          return !has;
        default:
          throw new Error(`${JSON.stringify(operator)} is no operator of a label selector`);
      }
    })
  );
}

/** The labels that a selector asks for. */
export function keysOf({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string[] {
  return [...Object.keys(matchLabels), ...matchExpressions.map(({ key }) => key)];
}
