/** A message of LMEX as its articles' readers take it: every member may be missing. */
export interface LmexMessage {
  readonly topic?: string;
  readonly event?: string;
  readonly channel?: readonly string[];
  readonly data?: {
    readonly type?: string;
    readonly seqNum?: number;
    readonly prevSeqNum?: number;
    readonly bids?: readonly (readonly [string, string])[];
    readonly asks?: readonly (readonly [string, string])[];
    /** Of a list of trades. */
    readonly length?: number;
  };
}

/** The prices of a book's bids, in the order of the wire. */
export const bidsOf = ({ data }: LmexMessage): readonly number[] => (data?.bids ?? []).map(([price]) => Number(price));
/** The prices of a book's asks, in the order of the wire. */
export const asksOf = ({ data }: LmexMessage): readonly number[] => (data?.asks ?? []).map(([price]) => Number(price));
