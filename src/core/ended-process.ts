import { type ProcessIdentity } from "#core/port";

/** Whether a process of this place is over for sure, also when its number was given out again. `start` is its mark of when it began. */
export function hasEnded(self: ProcessIdentity, pid: number, start: string | undefined): boolean {
  if (!self.isAlive(pid)) return true;
  const began = self.startOf(pid);
  return began !== undefined && start !== undefined && began !== start;
}
