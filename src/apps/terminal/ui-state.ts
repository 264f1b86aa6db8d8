// What the user sees of the model: which market, which overlay, whether it stands still. A pure step from state and key to state and
// wish; wishes are carried out by whoever owns the screen.

import { FAULT_CHOICES, type FaultChoice } from "#apps/terminal/fault-menu";
import { type Key } from "#apps/terminal/screen/key-parser";

export type Overlay = { readonly kind: "none" } | { readonly kind: "help" } | { readonly kind: "faults"; readonly chosen: number };

export interface UiState {
  readonly market: number;
  readonly overlay: Overlay;
  readonly frozen: boolean;
}

/** What a key asks for beyond the screen itself. */
export type Wish =
  | { readonly kind: "none" }
  | { readonly kind: "quit"; readonly interrupted: boolean }
  | { readonly kind: "suspend" }
  | { readonly kind: "break"; readonly fault: FaultChoice };

export const FIRST_UI: UiState = { market: 0, overlay: { kind: "none" }, frozen: false };

const NOTHING: Wish = { kind: "none" };

/** What may be asked for here. */
export interface UiLimits {
  readonly markets: number;
  /** Whether there is a simulator to break. */
  readonly canBreak: boolean;
}

/** Answers one key. */
export function pressKey(ui: UiState, key: Key, limits: UiLimits): { readonly ui: UiState; readonly wish: Wish } {
  if (key.kind === "interrupt") return { ui, wish: { kind: "quit", interrupted: true } };
  if (key.kind === "suspend") return { ui, wish: { kind: "suspend" } };
  if (key.kind === "character" && key.character === "q") return { ui, wish: { kind: "quit", interrupted: false } };
  switch (ui.overlay.kind) {
    case "none":
      return { ui: pressOnMain(ui, key, limits), wish: NOTHING };
    case "help":
      return { ui: { ...ui, overlay: { kind: "none" } }, wish: NOTHING };
    case "faults":
      return pressOnFaults(ui, key, ui.overlay.chosen);
  }
}

function pressOnMain(ui: UiState, key: Key, limits: UiLimits): UiState {
  const chosen = (step: number): UiState => ({ ...ui, market: (ui.market + step + limits.markets) % Math.max(1, limits.markets) });
  if (key.kind === "tab" || key.kind === "down" || key.kind === "right") return chosen(1);
  if (key.kind === "back-tab" || key.kind === "up" || key.kind === "left") return chosen(-1);
  if (key.kind !== "character") return ui;
  if (key.character === " ") return { ...ui, frozen: !ui.frozen };
  if (key.character === "?" || key.character === "h") return { ...ui, overlay: { kind: "help" } };
  if (key.character === "f" && limits.canBreak) return { ...ui, overlay: { kind: "faults", chosen: 0 } };
  return ui;
}

function pressOnFaults(ui: UiState, key: Key, chosen: number): { readonly ui: UiState; readonly wish: Wish } {
  const closed: UiState = { ...ui, overlay: { kind: "none" } };
  const moved = (step: number): UiState => ({
    ...ui,
    overlay: { kind: "faults", chosen: (chosen + step + FAULT_CHOICES.length) % FAULT_CHOICES.length },
  });
  if (key.kind === "down" || key.kind === "tab") return { ui: moved(1), wish: NOTHING };
  if (key.kind === "up" || key.kind === "back-tab") return { ui: moved(-1), wish: NOTHING };
  const fault = key.kind === "enter" ? FAULT_CHOICES[chosen] : faultByKey(key);
  if (fault !== undefined) return { ui: { ...closed, frozen: false }, wish: { kind: "break", fault } };
  return key.kind === "escape" || (key.kind === "character" && key.character === "f")
    ? { ui: closed, wish: NOTHING }
    : { ui, wish: NOTHING };
}

function faultByKey(key: Key): FaultChoice | undefined {
  return key.kind === "character" ? FAULT_CHOICES.find((choice) => choice.key === key.character) : undefined;
}
