/** Taps of a tent filter along one axis: for each output place the first pixel, the number of taps and their weights. */
export interface Taps {
	first: Int32Array;
	counts: Int32Array;
	/** `stride` weights for each output place, which sum to 1 less what lies outside. */
	weights: Float32Array;
	stride: number;
	/** Share of each output place that lies outside the picture. */
	outside: Float32Array;
}

/**
 * Taps that resample one axis of a picture with a tent as wide as the step (at least two pixels): it averages where it
 * shrinks and interpolates where it enlarges.
 *
 * @param start where the first output place begins, pixels; may lie outside the picture
 * @param step pixels for each output place
 * @param extent pixels of the picture along this axis
 */
export function tentTaps(start: number, step: number, size: number, extent: number): Taps {
	const radius = Math.max(1, step * 0.75);
	const stride = Math.ceil(radius * 2) + 1;
	const taps: Taps = {
		first: new Int32Array(size),
		counts: new Int32Array(size),
		weights: new Float32Array(size * stride),
		stride,
		outside: new Float32Array(size)
	};
	for (let out = 0; out < size; out++) {
		const centre = start + (out + 0.5) * step - 0.5;
		const low = Math.ceil(centre - radius);
		const high = Math.floor(centre + radius);
		let total = 0;
		for (let i = low; i <= high; i++) total += 1 - Math.abs(i - centre) / radius;
		const first = Math.max(0, low);
		const last = Math.min(extent - 1, high);
		let inside = 0;
		for (let i = first; i <= last && i - first < stride; i++) {
			const weight = (1 - Math.abs(i - centre) / radius) / total;
			taps.weights[out * stride + i - first] = weight;
			inside += weight;
		}
		taps.first[out] = first;
		taps.counts[out] = Math.max(0, Math.min(stride, last - first + 1));
		taps.outside[out] = Math.max(0, 1 - inside);
	}
	return taps;
}
