import type { Evaluation } from '../../src/lib/domain/evaluation';

const SIDE = 320;
const MARGIN = 54;

const x = (value: number) => MARGIN + value * SIDE;
const y = (value: number) => MARGIN + (1 - value) * SIDE;
const line = (points: readonly [number, number][]) =>
	points.map(([u, v]) => `${x(u).toFixed(1)},${y(v).toFixed(1)}`).join(' ');

type Tick = readonly [at: number, label: string];
const QUARTERS = [0, 0.25, 0.5, 0.75, 1].map((t): Tick => [t, `${t}`]);

function frame(
	title: string,
	across: string,
	up: string,
	body: string,
	{ right = QUARTERS, top = QUARTERS }: { right?: readonly Tick[]; top?: readonly Tick[] } = {}
): string {
	const below = right.map(([t, label]) => `<text x="${x(t)}" y="${y(0) + 16}" text-anchor="middle">${label}</text>`);
	const beside = top.map(([t, label]) => `<text x="${x(0) - 6}" y="${y(t) + 4}" text-anchor="end">${label}</text>`);
	const ticks = [...below, ...beside].join('');
	return `<svg viewBox="0 0 ${SIDE + 2 * MARGIN} ${SIDE + 2 * MARGIN}" width="428" role="img" aria-label="${title}">
<rect x="${x(0)}" y="${y(1)}" width="${SIDE}" height="${SIDE}" fill="none" stroke="#999"/>${ticks}
<text x="${x(0.5)}" y="18" text-anchor="middle" font-weight="bold">${title}</text>
<text x="${x(0.5)}" y="${y(0) + 34}" text-anchor="middle">${across}</text>
<text x="14" y="${y(0.5)}" text-anchor="middle" transform="rotate(-90 14 ${y(0.5)})">${up}</text>${body}</svg>`;
}

/** Confidence against what came true, one dot a bin, its area by the bin's share. */
export function reliabilityPlot({ reliability }: Evaluation): string {
	const dots = reliability.bins
		.filter((b) => b.n > 0)
		.map(
			(b) =>
				`<circle cx="${x(b.confidence)}" cy="${y(b.accuracy)}" r="${3 + 14 * Math.sqrt(b.n / reliability.n)}" fill="#06c" fill-opacity=".5"><title>n ${b.n}</title></circle>`
		)
		.join('');
	const diagonal = `<polyline points="${line([
		[0, 0],
		[1, 1]
	])}" stroke="#999" stroke-dasharray="4"/>`;
	return frame('Reliability', 'confidence', 'accuracy', diagonal + dots);
}

/** How far up the risk's axis runs: a model that errs more often on what it answers is of no use. */
const MOST_RISK = 0.2;

/** What share is answered at what risk, of the thresholds at which anything is answered. */
export function riskCoveragePlot({ riskCoverage }: Evaluation): string {
	const curve = riskCoverage
		.filter((p) => p.coverage > 0)
		.map((p): [number, number] => [p.coverage, Math.min(1, p.risk / MOST_RISK)]);
	return frame(
		'Risk–coverage',
		'share of bottles answered',
		'share of answers wrong',
		`<polyline points="${line(curve)}" fill="none" stroke="#c30" stroke-width="2"/>`,
		{ top: QUARTERS.map(([t]): Tick => [t, `${(t * MOST_RISK).toFixed(2)}`]) }
	);
}

/** What a corruption's levels are. */
export const UNITS: Record<Evaluation['robustness'][number]['corruption'], string> = {
	blur: 'Gaussian sigma, thousandths of the long side',
	exposure: 'factor on the pixel values',
	noise: 'standard deviation, of 255',
	jpeg: 'quality',
	scale: 'factor on the sides',
	rotation: 'degrees'
};

/** One curve a corruption, over its levels in their order; a level without an answer has no accuracy. */
export function robustnessPlot({ corruption, points }: Evaluation['robustness'][number]): string {
	const at = (i: number) => (points.length < 2 ? 0.5 : i / (points.length - 1));
	const curve = (rate: 'accuracy' | 'unsure') =>
		line(points.flatMap((p, i): [number, number][] => (p[rate].value === null ? [] : [[at(i), p[rate].value]])));
	const body = `<polyline points="${curve('accuracy')}" fill="none" stroke="#063" stroke-width="2"/><polyline points="${curve('unsure')}" fill="none" stroke="#a60" stroke-dasharray="4"/>`;
	return frame(corruption, UNITS[corruption], 'accuracy (solid), unsure (dashed)', body, {
		right: points.map((p, i): Tick => [at(i), `${p.level}`])
	});
}
