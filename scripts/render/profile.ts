import { crownFinish, threadedFinish } from './finish';

/** A point of a half cross-section: radius and height, centimetres. */
export type ProfilePoint = readonly [radius: number, height: number];

/** Half cross-section of a vessel of revolution. Both lines run from the bottom to the rim. */
export interface Profile {
	outer: ProfilePoint[];
	inner: ProfilePoint[];
	height: number;
	/** Largest outer radius. */
	radius: number;
	/** Outer radius of the bare lip. */
	lipRadius: number;
	/** Height range in which a body label fits, null where none does. */
	labelBand: readonly [low: number, high: number] | null;
	/** Height range of the neck label. */
	neckBand: readonly [low: number, high: number] | null;
}

export type BottleStyle = 'longneck' | 'slim' | 'stubby' | 'belgian' | 'heritage' | ThreadedStyle;
/** Beer bottles, with a crown finish. */
export const bottleStyles = ['longneck', 'slim', 'stubby', 'belgian', 'heritage'] as const;
/** Other bottles, with a threaded finish: of PET, and of glass for spirits. */
export const threadedStyles = ['water', 'soda', 'flask', 'spirit', 'decanter'] as const;
export type ThreadedStyle = (typeof threadedStyles)[number];

interface Shape {
	height: number;
	body: number;
	/** Height at which the shoulder starts and at which the neck starts. */
	shoulder: number;
	neck: number;
	/** Neck radius where it starts and just under the finish. */
	neckLow: number;
	neckHigh: number;
	/** Depth and distance of the ribs around a body of PET, and how thick the wall is (default 0.26). */
	ribs?: readonly [depth: number, distance: number];
	wall?: number;
}

const shapes: Record<BottleStyle, Shape> = {
	longneck: { height: 23, body: 3.05, shoulder: 11.5, neck: 15.5, neckLow: 1.6, neckHigh: 1.2 },
	slim: { height: 24.4, body: 3.0, shoulder: 10.5, neck: 16, neckLow: 1.55, neckHigh: 1.22 },
	stubby: { height: 17.5, body: 3.3, shoulder: 9.8, neck: 12.6, neckLow: 1.9, neckHigh: 1.3 },
	belgian: { height: 19.8, body: 3.25, shoulder: 9.6, neck: 13.6, neckLow: 1.7, neckHigh: 1.35 },
	heritage: { height: 26, body: 3.5, shoulder: 14.5, neck: 19.2, neckLow: 1.65, neckHigh: 1.3 },
	water: {
		height: 20.5,
		body: 3.1,
		shoulder: 13,
		neck: 17.6,
		neckLow: 1.35,
		neckHigh: 1.28,
		ribs: [0.1, 1.5],
		wall: 0.13
	},
	soda: {
		height: 22.5,
		body: 3.3,
		shoulder: 11,
		neck: 19,
		neckLow: 1.4,
		neckHigh: 1.28,
		ribs: [0.05, 2.6],
		wall: 0.14
	},
	flask: {
		height: 16.5,
		body: 3.6,
		shoulder: 10.5,
		neck: 13.4,
		neckLow: 1.45,
		neckHigh: 1.3,
		ribs: [0.02, 3],
		wall: 0.16
	},
	spirit: { height: 28, body: 3.7, shoulder: 18, neck: 21, neckLow: 1.5, neckHigh: 1.36, wall: 0.3 },
	decanter: { height: 23, body: 4.3, shoulder: 13.5, neck: 16.2, neckLow: 1.7, neckHigh: 1.4, wall: 0.35 }
};

const threaded = (style: BottleStyle): style is ThreadedStyle => threadedStyles.some((one) => one === style);

const smoothstep = (t: number) => t * t * (3 - 2 * t);

/** Radius of the neck's outer wall at a height between the shoulder and the finish. */
function wallRadius(shape: Shape, y: number): number {
	if (y <= shape.shoulder) {
		if (!shape.ribs || y < 1.5 || y > shape.shoulder - 1) return shape.body;
		const [depth, distance] = shape.ribs;
		return shape.body - depth * Math.pow(Math.sin((Math.PI * y) / distance), 8);
	}
	const finish = shape.height - 1.9;
	if (y <= shape.neck) {
		const t = smoothstep((y - shape.shoulder) / (shape.neck - shape.shoulder));
		return shape.body + (shape.neckLow - shape.body) * t;
	}
	const t = Math.min(1, (y - shape.neck) / (finish - shape.neck));
	return shape.neckLow + (shape.neckHigh - shape.neckLow) * Math.pow(t, 0.8);
}

/**
 * The profile of a bottle of revolution.
 * @param twistOff screw ridges instead of the plain recess, where the finish is a crown's
 * @param stretch factor on the height, about 0.95..1.05
 */
export function bottleProfile(style: BottleStyle, twistOff = false, stretch = 1): Profile {
	const base = shapes[style];
	const shape: Shape = {
		...base,
		height: base.height * stretch,
		shoulder: base.shoulder * stretch,
		neck: base.neck * stretch
	};
	const { height } = shape;
	const lip = threaded(style) ? 1.27 : 1.33;
	const thick = shape.wall ?? 0.26;
	const wall: ProfilePoint[] = [];
	const steps = shape.ribs ? 160 : 40;
	for (let step = 0; step <= steps; step++) {
		const y = 0.6 + (height - 2.1 - 0.6) * (step / steps);
		wall.push([wallRadius(shape, y), y]);
	}
	const outer: ProfilePoint[] = [
		[0.01, 0.25],
		[shape.body - 0.9, 0.12],
		[shape.body - 0.45, 0],
		[shape.body - 0.15, 0.12],
		[shape.body, 0.5],
		...wall,
		...(threaded(style) ? threadedFinish(shape.neckHigh, height) : crownFinish(shape.neckHigh, height, twistOff))
	];
	const inner: ProfilePoint[] = [
		[0.01, 0.75],
		[shape.body - 1.2, 0.6],
		[shape.body - 0.5, 0.65],
		[shape.body - 0.3, 1]
	];
	for (let step = 1; step <= steps; step++) {
		const y = 1 + (height - 2.6 - 1) * (step / steps);
		const slack = thick + (thick / 2.6) * smoothstep(Math.max(0, Math.min(1, (y - shape.shoulder) / 5)));
		inner.push([Math.max(0.85, wallRadius(shape, y) - slack), y]);
	}
	const bore = threaded(style) ? (shape.wall! < 0.2 ? 1.08 : 0.95) : 0.8;
	inner.push(
		[bore + 0.04, height - 1.8],
		[bore, height - 0.9],
		[bore, height - 0.25],
		[bore + 0.04, height - 0.08],
		[bore + 0.1, height - 0.02]
	);
	return {
		outer,
		inner,
		height,
		radius: shape.body,
		lipRadius: lip,
		labelBand: [1.6, shape.shoulder - 0.7],
		neckBand: [shape.neck + 0.6, Math.min(height - 3.2, shape.neck + 3.4)]
	};
}

/** Radius of a profile line at a height, by linear interpolation. */
export function radiusAt(line: readonly ProfilePoint[], y: number): number {
	for (let index = 1; index < line.length; index++) {
		const [r0, y0] = line[index - 1]!;
		const [r1, y1] = line[index]!;
		if (y >= y0 && y <= y1 && y1 > y0) return r0 + ((r1 - r0) * (y - y0)) / (y1 - y0);
	}
	return line[line.length - 1]![0];
}
