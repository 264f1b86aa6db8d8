// What stands behind a trading process when it dies: the venue's own switch, or a process of ours that can only cancel. Whoever
// sends orders asks it for trouble in the turn of the write, and tells it of every order before it leaves.

import { type OrderReference } from "#core/account/order";
import { type TruebookError } from "#core/error";

/** Somebody who cancels what rests when nobody else can. */
export interface DeadMan {
  readonly kind: "venue" | "watchdog";
  /** From the moment the process dies or freezes, in ms: by then what rested is gone, as far as the venue can be reached. */
  readonly withinMs: number;
  /** Why nobody stands behind us now; undefined while somebody does. Cheap, and true at the moment of asking. */
  readonly trouble: string | undefined;
  /** Arms it. `armed` is called once, with why it could not be. */
  start(armed: (error: TruebookError | undefined) => void): void;
  /** An order that is about to leave. Told before its bytes, so that none rests that the dead man does not know. */
  expect(order: OrderReference): void;
  /** Nothing more can happen to an order. */
  forget(order: OrderReference): void;
  /** Nothing of ours is left at the venue: takes it off. `false`: that could not be proven, and it may still act. */
  disarm(settled: (proved: boolean) => void): void;
  /** Goes away without taking it off: it will act. */
  leave(): void;
}

/** What a dead man tells on its own. */
export interface DeadManListener {
  /** Trouble came (words) or went (undefined). */
  changed(trouble: string | undefined): void;
  /** It has acted, or may have: what is believed of the orders has to be proven anew at once. */
  fired(why: string): void;
}

/** Several as one, where each product has a switch of its own: in trouble while one of them is. Throws nothing. */
export function deadManOfAll(all: readonly [DeadMan, ...DeadMan[]]): DeadMan {
  const [first] = all;
  if (all.length === 1) return first;
  return {
    kind: first.kind,
    get withinMs() {
      return Math.max(...all.map(({ withinMs }) => withinMs));
    },
    get trouble() {
      return all.map(({ trouble }) => trouble).find((words) => words !== undefined);
    },
    start(armed) {
      let open = all.length;
      let failed: TruebookError | undefined;
      for (const each of all) {
        each.start((error) => {
          failed ??= error;
          open -= 1;
          if (open === 0) armed(failed);
        });
      }
    },
    expect(order) {
      for (const each of all) each.expect(order);
    },
    forget(order) {
      for (const each of all) each.forget(order);
    },
    disarm(settled) {
      let open = all.length;
      let proven = true;
      for (const each of all) {
        each.disarm((proved) => {
          proven &&= proved;
          open -= 1;
          if (open === 0) settled(proven);
        });
      }
    },
    leave() {
      for (const each of all) each.leave();
    },
  };
}
