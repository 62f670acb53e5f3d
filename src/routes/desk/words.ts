import type { Interval } from '$lib/domain/statistics';
import * as m from '$lib/paraglide/messages';
import { formatShare } from '$lib/ui/format';

/** "95% interval: 1.20% to 2.40%". */
export const intervalWords = ({ lower, upper }: Interval): string =>
	m.desk_interval({ lower: formatShare(lower, 2), upper: formatShare(upper, 2) });

/** A line or shift as shown: one that was never named has a word too. */
export const labelWords = (label: string): string => label || m.desk_unnamed();
