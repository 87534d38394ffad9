import type { Problem } from '../construct-error';

/** The user and group that containers run as unless they say otherwise: `nonroot` of distroless images. */
export const defaultUser = 65532;

/**
 * A user below 10000, for an image whose files are a certain user's. Where the cluster has user namespaces it is nobody
 * on the node all the same; elsewhere it may be somebody there.
 */
export class LowUser {
  /**
   * A user by its number.
   *
   * @param number - 1 to 9999; not root
   */
  static of(number: number): LowUser {
    return new LowUser(number);
  }

  private constructor(
    /** The number of the user and of its group. */
    readonly number: number,
  ) {}
}

/** The number that a user has. */
export function userNumber(user: number | LowUser = defaultUser): number {
  return typeof user === 'number' ? user : user.number;
}

/** What is wrong with a user. */
export function userProblems(user: number | LowUser = defaultUser): Problem[] {
  const number = userNumber(user);
  const [least, most] = typeof user === 'number' ? [10000, 65533] : [1, 9999];
  if (Number.isInteger(number) && number >= least && number <= most) return [];
  return [
    {
      found: `user is ${number}`,
      write:
        typeof user === 'number'
          ? 'Write a whole number from 10000 to 65533, or, for an image whose files are another’s, LowUser.of(999)'
          : 'Write a whole number from 1 to 9999; root is none of them',
    },
  ];
}
