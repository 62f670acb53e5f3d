import type { Evidence, Logits } from '../domain/inference';

/**
 * What the decision rests on: how much more each place of the crop speaks for the winning class than for the
 * runner-up (class activation mapping, Zhou et al. 2016), scaled so that the strongest place is 1 and none is 0.
 * @param maps [rows, columns, 3] class evidence whose mean over places is the logits
 */
export function evidenceFromMaps(
	maps: Float32Array,
	rows: number,
	columns: number,
	logits: Logits,
	crop: Evidence['crop']
): Evidence {
	const order = [0, 1, 2].sort((a, b) => logits[b]! - logits[a]!) as [number, number, number];
	const values = new Float32Array(rows * columns);
	let top = 0;
	for (let place = 0; place < values.length; place++) {
		const lead = maps[place * 3 + order[0]]! - maps[place * 3 + order[1]]!;
		values[place] = Math.max(0, lead);
		top = Math.max(top, values[place]!);
	}
	if (top > 0) for (let place = 0; place < values.length; place++) values[place]! /= top;
	return { values, rows, columns, crop };
}
