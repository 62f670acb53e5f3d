import { isStrange } from '../../src/lib/decision/decide';
import type { Observation } from './observations';

/**
 * A stored observation under rules that came after it was made: see `[Note: a mouth without a bottle]`. What else decides
 * (thresholds, rivals) is as it was; a rival's logits are not stored.
 */
export function withTodaysRules(row: Observation): Observation {
	if (!isStrange({ sceneLogits: [row.s_visible, row.s_hidden, row.s_none] })) return row;
	if (row.verdict !== 'open' && row.verdict !== 'closed') return { ...row, answerable: 0 };
	const confidence = Math.max(row.open, row.closed);
	return { ...row, verdict: 'unsure', reason: 'low-confidence', confidence, answerable: 0 };
}
