// Steady time that also counts what the machine slept. On Linux and macOS a process's own steady clock stands still meanwhile: after
// a lid is opened again a book of hours ago would look milliseconds old.

/** The machine's three clocks, in ms. */
export interface MachineTimes {
  /** May jump: a person, NTP, a sleep. */
  wallMs(): number;
  /** Never jumps; stands still during a sleep on some systems. */
  steadyMs(): number;
  /** Since the machine started, sleep included; some systems tell whole seconds. Costs a system call or more. */
  uptimeMs(): number;
}

/** The wall has to part this far from the steady clock before the uptime is asked, and the uptime before a sleep is believed. */
const PARTED_MS = 2_000;

/** Steady time with sleeps in it. Cheap: only a wall clock that jumped makes it look closer, and only a sleep makes it jump too. */
export class SteadyTime {
  readonly #machine: MachineTimes;
  #wallAheadMs: number;
  #uptimeAheadMs: number;
  #sleptMs = 0;

  constructor(machine: MachineTimes) {
    this.#machine = machine;
    const steadyMs = machine.steadyMs();
    this.#wallAheadMs = machine.wallMs() - steadyMs;
    this.#uptimeAheadMs = machine.uptimeMs() - steadyMs;
  }

  nowMs(): number {
    const steadyMs = this.#machine.steadyMs();
    const wallAheadMs = this.#machine.wallMs() - steadyMs;
    if (Math.abs(wallAheadMs - this.#wallAheadMs) >= PARTED_MS) {
      this.#wallAheadMs = wallAheadMs;
      this.#countSleep(steadyMs);
    }
    return steadyMs + this.#sleptMs;
  }

  #countSleep(steadyMs: number): void {
    const uptimeAheadMs = this.#machine.uptimeMs() - steadyMs;
    const sleptMs = uptimeAheadMs - this.#uptimeAheadMs;
    if (sleptMs < PARTED_MS) return;
    this.#uptimeAheadMs = uptimeAheadMs;
    this.#sleptMs += sleptMs;
  }
}
