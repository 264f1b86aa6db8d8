import { type Nonces, ownNonces } from "#trading/nonces";

/**
 * Numbers of the shared row while it can be used, else numbers of this process alone: whoever cancels in the place of a process that
 * stands still cannot wait for a lock that this process holds.
 */
export function sturdyNonces(shared: Nonces): Nonces {
  const own = ownNonces();
  let last = 0;
  return {
    next(floor, aheadMost) {
      const least = Math.max(floor, last + 1);
      try {
        last = shared.next(least, aheadMost);
      } catch {
        last = own.next(least);
      }
      return last;
    },
  };
}
