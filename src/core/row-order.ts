/**
 * Whether rows of these times stand newest first: more of them step back than on. The ends alone do not tell it, because a venue's
 * clock that was set back in between turns them round.
 */
export function isNewestFirst(rows: readonly { readonly venueTime: number | undefined }[]): boolean {
  let steps = 0;
  for (let at = 1; at < rows.length; at += 1) steps += Math.sign((rows[at]?.venueTime ?? 0) - (rows[at - 1]?.venueTime ?? 0));
  return steps < 0;
}
