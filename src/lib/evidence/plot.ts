import type uPlot from 'uplot';

/** A token of src/app.css that a line is drawn in. */
export type Tone = 'accent' | 'open' | 'closed' | 'unsure' | 'text-soft';

export interface Line {
	readonly label: string;
	/** One value for each x; null: not measured there. */
	readonly values: readonly (number | null)[];
	/** 95 % bounds, one each for each x; drawn as a band. */
	readonly interval?: { readonly lower: readonly (number | null)[]; readonly upper: readonly (number | null)[] };
	readonly tone: Tone;
	/** Lines that share a tone or lie close are told apart by their dashes. */
	readonly dashed?: boolean;
	readonly points?: boolean;
}

export interface Plot {
	/** Ascending. */
	readonly x: readonly number[];
	readonly lines: readonly Line[];
	/** Vertical marks. */
	readonly marks?: readonly { readonly at: number; readonly tone: Tone; readonly dashed?: boolean }[];
	readonly xLabel: string;
	readonly yLabel: string;
	readonly formatX: (value: number) => string;
	readonly formatY: (value: number) => string;
	readonly xRange?: readonly [number, number];
	readonly yRange?: readonly [number, number];
}

/** What the page's theme gives a drawing. */
export interface Ink {
	/** Colour of a token, without its dashes. */
	readonly colour: (token: string) => string;
	readonly font: string;
}

const DASHES = [6, 5];

/** The plot's columns as uPlot wants them: x, then value, upper and lower bound of each line. */
export function columns(plot: Plot): uPlot.AlignedData {
	const ofLine = ({ values, interval }: Line) =>
		interval ? [[...values], [...interval.upper], [...interval.lower]] : [[...values]];
	return [[...plot.x], ...plot.lines.flatMap(ofLine)] as uPlot.AlignedData;
}

/** uPlot's options for a plot of the given size in CSS pixels. */
export function options(plot: Plot, size: { width: number; height: number }, ink: Ink): uPlot.Options {
	const series: uPlot.Series[] = [{}];
	const bands: uPlot.Band[] = [];
	for (const line of plot.lines) {
		const stroke = ink.colour(line.tone);
		series.push({
			label: line.label,
			stroke,
			width: 2.5,
			spanGaps: true,
			dash: line.dashed ? DASHES : undefined,
			points: { show: line.points ?? false, size: 8, fill: ink.colour('surface'), stroke }
		});
		if (!line.interval) continue;
		const first = series.length;
		series.push(bound(), bound());
		bands.push({ series: [first, first + 1], fill: withAlpha(stroke) });
	}
	return {
		...size,
		series,
		bands,
		legend: { show: false },
		cursor: { show: false },
		scales: {
			x: { time: false, range: plot.xRange && (() => [...plot.xRange!]) },
			y: { range: plot.yRange && (() => [...plot.yRange!]) }
		},
		axes: [axis(plot.xLabel, plot.formatX, ink, 44), axis(plot.yLabel, plot.formatY, ink, 56)],
		hooks: { draw: [(chart) => drawMarks(chart, plot, ink)] }
	};
}

/** Bounds are not lines of their own: only the band between them shows. */
const bound = (): uPlot.Series => ({ width: 0, spanGaps: true, points: { show: false } });

/** A band's paint: the line's colour, faint. Tokens are hex; the build shortens some to three digits. */
export function withAlpha(colour: string): string {
	const long = colour.replace(/^#([0-9a-f])([0-9a-f])([0-9a-f])$/i, '#$1$1$2$2$3$3');
	return /^#[0-9a-f]{6}$/i.test(long) ? `${long}2e` : 'transparent';
}

function axis(label: string, format: (value: number) => string, { colour, font }: Ink, size: number): uPlot.Axis {
	return {
		label,
		labelSize: 22,
		size,
		stroke: colour('text-soft'),
		font: `12px ${font}`,
		labelFont: `13px ${font}`,
		grid: { stroke: colour('grid'), width: 1 },
		ticks: { stroke: colour('grid'), width: 1 },
		values: (_, splits) => splits.map(format)
	};
}

function drawMarks(chart: uPlot, plot: Plot, ink: Ink): void {
	const { ctx, bbox } = chart;
	for (const { at, tone, dashed } of plot.marks ?? []) {
		const x = chart.valToPos(at, 'x', true);
		ctx.save();
		ctx.strokeStyle = ink.colour(tone);
		ctx.lineWidth = 2 * devicePixelRatio;
		ctx.setLineDash(dashed ? DASHES.map((d) => d * devicePixelRatio) : []);
		ctx.beginPath();
		ctx.moveTo(x, bbox.top);
		ctx.lineTo(x, bbox.top + bbox.height);
		ctx.stroke();
		ctx.restore();
	}
}
