// The front door of the terminal view: watched markets go in, a moving screen comes out, until a key or the caller ends it.

import { type FaultChoice } from "#apps/terminal/fault-menu";
import { type MarketModel, type WatchedMarkets } from "#apps/terminal/model/watched-markets";
import { type Layout, layoutFor } from "#apps/terminal/paint/layout";
import { paintFrame } from "#apps/terminal/paint/paint-frame";
import { ladderRowsOf } from "#apps/terminal/paint/paint-ladder";
import { type Signs, signsFor } from "#apps/terminal/paint/signs";
import { type CellBuffer } from "#apps/terminal/screen/cell-buffer";
import { type Key } from "#apps/terminal/screen/key-parser";
import { readKeys, type TerminalInput } from "#apps/terminal/screen/keyboard";
import { Screen, type TerminalOutput } from "#apps/terminal/screen/screen";
import { type GuardedProcess, guardScreen } from "#apps/terminal/screen/screen-guard";
import { type TerminalAbilities } from "#apps/terminal/screen/terminal-abilities";
import { type Provenance, type RowBudget, type TerminalView, TerminalViewer } from "#apps/terminal/terminal-view";
import { FIRST_UI, pressKey, type UiState } from "#apps/terminal/ui-state";
import { ageText } from "#apps/terminal/view/number-text";
import { type Clock } from "#core/port";

/** `quit` by key, `interrupted` by Ctrl+C, `stopped` by the caller. */
export type TerminalEnd = "quit" | "interrupted" | "stopped";

export interface TerminalOptions {
  readonly watched: WatchedMarkets;
  readonly clock: Clock;
  readonly title: string;
  readonly provenance: Provenance;
  /** What we are connected to, in words. */
  readonly source: string;
  readonly abilities: TerminalAbilities;
  readonly output: TerminalOutput;
  readonly input: TerminalInput | undefined;
  /** Gets the screen restored when the process ends or crashes. */
  readonly process: GuardedProcess;
  /** Breaks something on a market. Returns why it was refused, or nothing. Absent where there is nothing to break. */
  readonly breakMarket?: (fault: FaultChoice, market: MarketModel) => string | undefined;
  /** Stops the process (Ctrl+Z) and calls back when it goes on. */
  readonly suspend?: (resumed: () => void) => void;
}

/** A terminal view that is on. */
export interface RunningTerminal {
  readonly ended: Promise<TerminalEnd>;
  /** Gives the screen back; `ended` resolves. Safe to call twice. */
  stop(): void;
}

/** Takes the terminal over and shows the markets until it ends. The caller has made sure that there is a terminal. */
export function runTerminal(options: TerminalOptions): RunningTerminal {
  return new TerminalRun(options);
}

class TerminalRun implements RunningTerminal {
  readonly ended: Promise<TerminalEnd>;
  readonly #options: TerminalOptions;
  readonly #viewer: TerminalViewer;
  readonly #screen: Screen;
  readonly #signs: Signs;
  #ui: UiState = FIRST_UI;
  #still: { readonly view: TerminalView; readonly sinceMs: number } | undefined = undefined;
  #releaseKeys: () => void = () => {};
  #unguard: () => void = () => {};
  #settle: (end: TerminalEnd) => void = () => {};

  constructor(options: TerminalOptions) {
    this.#options = options;
    const { watched, clock, title, provenance, source, output, abilities } = options;
    const canBreak = options.breakMarket !== undefined;
    this.#viewer = new TerminalViewer({ watched, clock, title, provenance, source, canBreak, keysWork: options.input?.isTTY === true });
    this.#signs = signsFor(abilities.unicode);
    this.#screen = new Screen({ output, clock, colour: abilities.colour, paint: (buffer) => this.#paint(buffer) });
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#unguard = guardScreen(options.process, () => this.#restore());
    this.#takeOver();
  }

  stop(): void {
    this.#end("stopped");
  }

  #takeOver(): void {
    this.#releaseKeys = readKeys(this.#options.input, this.#options.clock, (key) => this.#pressed(key));
    this.#screen.enter();
  }

  #restore(): void {
    this.#screen.leave();
    this.#releaseKeys();
  }

  #end(end: TerminalEnd): void {
    this.#restore();
    this.#unguard();
    this.#settle(end);
  }

  #pressed(key: Key): void {
    const { watched, breakMarket } = this.#options;
    const { ui, wish } = pressKey(this.#ui, key, { markets: watched.markets.length, canBreak: breakMarket !== undefined });
    this.#ui = ui;
    switch (wish.kind) {
      case "none":
        return;
      case "quit":
        this.#end(wish.interrupted ? "interrupted" : "quit");
        return;
      case "suspend":
        this.#suspend();
        return;
      case "break":
        this.#break(wish.fault);
    }
  }

  #break(fault: FaultChoice): void {
    const { watched, breakMarket } = this.#options;
    const market = watched.markets[this.#ui.market];
    if (market === undefined || breakMarket === undefined) return;
    const refusal = breakMarket(fault, market);
    if (refusal === undefined) watched.note("note", `you broke ${market.label}: ${fault.name}`);
    else watched.note("bad", `could not break ${market.label}: ${refusal}`);
  }

  #suspend(): void {
    const { suspend } = this.#options;
    if (suspend === undefined) return;
    this.#restore();
    suspend(() => this.#takeOver());
  }

  #paint(buffer: CellBuffer): void {
    const layout = layoutFor(buffer.columns, buffer.rows);
    const nowMs = this.#options.clock.monotonic();
    const view = this.#view(layout, nowMs);
    const frozenFor = this.#still === undefined ? undefined : ageText(nowMs - this.#still.sinceMs);
    paintFrame(buffer, { view, ui: this.#ui, layout, signs: this.#signs, frozenFor });
  }

  /** The view of now, or the one that was frozen. */
  #view(layout: Layout, nowMs: number): TerminalView {
    if (!this.#ui.frozen) this.#still = undefined;
    if (this.#still !== undefined) return this.#still.view;
    const view = this.#viewer.view(this.#ui, budgetOf(layout));
    if (this.#ui.frozen) this.#still = { view, sinceMs: nowMs };
    return view;
  }
}

function budgetOf(layout: Layout): RowBudget {
  switch (layout.kind) {
    case "full":
      return { ladder: ladderRowsOf(layout.ladder.height), tape: layout.tape.height, log: layout.log.height };
    case "ladder":
      return { ladder: ladderRowsOf(layout.ladder.height), tape: 0, log: 0 };
    case "message":
      return { ladder: 1, tape: 0, log: 0 };
  }
}
