// Where things stand. 80 × 24 is the size everything fits; a wider window gives the ladder and the log more room.

export interface Area {
  readonly column: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
}

export type Layout =
  | {
      readonly kind: "full";
      readonly columns: number;
      readonly rows: number;
      readonly markets: Area;
      readonly ladder: Area;
      readonly tape: Area;
      readonly health: Area;
      readonly log: Area;
      /** The row of the upper and of the lower rule. */
      readonly upperRule: number;
      readonly lowerRule: number;
    }
  /** Room for the ladder alone. */
  | { readonly kind: "ladder"; readonly columns: number; readonly rows: number; readonly ladder: Area }
  /** Room for a message. */
  | { readonly kind: "message"; readonly columns: number; readonly rows: number };

export const FULL_COLUMNS = 80;
export const FULL_ROWS = 24;
const LADDER_COLUMNS = 44;
const LADDER_ROWS = 10;
/** Header and banner above the panes. */
const TOP_ROWS = 2;
/** Two rules and the footer. */
const RULE_ROWS = 2;
const FOOTER_ROWS = 1;

/** Shares a window out. */
export function layoutFor(columns: number, rows: number): Layout {
  if (columns < LADDER_COLUMNS || rows < LADDER_ROWS) return { kind: "message", columns, rows };
  if (columns < FULL_COLUMNS || rows < FULL_ROWS) {
    return { kind: "ladder", columns, rows, ladder: { column: 0, row: TOP_ROWS, width: columns, height: rows - TOP_ROWS - FOOTER_ROWS } };
  }
  return fullLayout(columns, rows);
}

function fullLayout(columns: number, rows: number): Layout {
  const bodyRows = rows - TOP_ROWS - RULE_ROWS - FOOTER_ROWS;
  const lowerHeight = Math.max(6, Math.min(12, Math.floor(bodyRows * 0.3)));
  const upperHeight = bodyRows - lowerHeight;
  // From 116 columns on the markets stand on one line each.
  const marketsWidth = columns >= 116 ? 45 : 24;
  const tapeWidth = columns >= 116 ? 27 : 21;
  const ladderWidth = columns - marketsWidth - tapeWidth - 2;
  const healthWidth = columns >= 116 ? 45 : 36;
  const upper = { row: TOP_ROWS + 1, height: upperHeight };
  const lower = { row: TOP_ROWS + 2 + upperHeight, height: lowerHeight };
  return {
    kind: "full",
    columns,
    rows,
    markets: { ...upper, column: 0, width: marketsWidth },
    ladder: { ...upper, column: marketsWidth + 1, width: ladderWidth },
    tape: { ...upper, column: marketsWidth + ladderWidth + 2, width: tapeWidth },
    health: { ...lower, column: 0, width: healthWidth },
    log: { ...lower, column: healthWidth + 1, width: columns - healthWidth - 1 },
    upperRule: TOP_ROWS,
    lowerRule: TOP_ROWS + 1 + upperHeight,
  };
}
