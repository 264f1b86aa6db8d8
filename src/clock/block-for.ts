const flag = new Int32Array(new SharedArrayBuffer(4));

/** Holds the whole thread for some ms: only for what another process of this machine is about to give up, and what cannot go on without it. */
export function blockFor(ms: number): void {
  Atomics.wait(flag, 0, 0, ms);
}
