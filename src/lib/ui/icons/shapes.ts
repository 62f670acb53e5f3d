/**
 * The app's own icons: 24 x 24 grid, strokes of 1.75 with round ends, drawn inside a 2 px margin. A shape is
 * stroked in the text's colour; `fill` paints it solid, `cut` strokes it in the colour behind the icon.
 *
 * [Note: verdict shapes] open: hollow octagon around a ring, the bare mouth seen from above; closed: solid disc
 * with a tick; unsure: hollow triangle with a question mark; no bottle: dashed square. Hollow against solid and
 * the four outlines are told apart without colour and at 16 px.
 */
export interface Shape {
	readonly d: string;
	readonly paint?: 'stroke' | 'fill' | 'cut' | 'dashed';
}
type Drawing = string | readonly Shape[];

const circle = (x: number, y: number, r: number) =>
	`M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
const dot = (x: number, y: number, r = 1.25): Shape => ({ d: circle(x, y, r), paint: 'fill' });
const line = (d: string): Shape => ({ d });

export const SHAPES = {
	// verdicts
	'verdict-open': [line('M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3z'), line(circle(12, 12, 3.5))],
	'verdict-closed': [
		{ d: circle(12, 12, 10), paint: 'fill' },
		{ d: 'M7.3 12.4l3.2 3.2 6.2-6.6', paint: 'cut' }
	],
	'verdict-unsure': [
		line('M12 3.2L22 20.5H2z'),
		line('M9.9 11.2a2.15 2.15 0 1 1 3.2 1.9c-.75.4-1.1.85-1.1 1.6'),
		dot(12, 17.6, 1)
	],
	'verdict-no-bottle': [{ d: 'M4 4h16v16H4z', paint: 'dashed' }],
	'verdict-checking': [dot(5.5, 12, 1.6), dot(12, 12, 1.6), dot(18.5, 12, 1.6)],
	// places
	inspect: [
		line('M3 8V5a2 2 0 0 1 2-2h3M16 3h3a2 2 0 0 1 2 2v3M21 16v3a2 2 0 0 1-2 2h-3M8 21H5a2 2 0 0 1-2-2v-3'),
		line('M10.5 6.5h3M10.7 9v1.8L9 13.4V17a.8.8 0 0 0 .8.8h4.4a.8.8 0 0 0 .8-.8v-3.6l-1.7-2.6V9')
	],
	history: 'M3.5 12a8.5 8.5 0 1 0 2.6-6.1L3.5 8.4M3.5 3.8v4.6h4.6M12 7.5V12l3 2',
	report: 'M6 3h8.5L19 7.5V21H6zM14 3v5h5M9.5 17.5v-3M12.5 17.5v-6M15.5 17.5V13',
	challenge: 'M5.5 21V3.5M5.5 4.5h12.2l-2.6 4.2 2.6 4.3H5.5',
	more: [
		dot(6, 6, 1.6),
		dot(12, 6, 1.6),
		dot(18, 6, 1.6),
		dot(6, 12, 1.6),
		dot(12, 12, 1.6),
		dot(18, 12, 1.6),
		dot(6, 18, 1.6),
		dot(12, 18, 1.6),
		dot(18, 18, 1.6)
	],
	planner: 'M3.5 20.5h17M5.5 17c3.2 0 4.8-1.6 6.5-5.5s3-7 7.5-7.5M5.5 10.5h3.5v6.2',
	readiness: 'M12 3l7.5 2.8v5.4c0 4.6-3 8.1-7.5 9.8-4.5-1.7-7.5-5.2-7.5-9.8V5.8zM8.6 12.1l2.4 2.4 4.4-4.8',
	settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M13 7a2 2 0 1 0 4 0a2 2 0 1 0-4 0zM7 17a2 2 0 1 0 4 0a2 2 0 1 0-4 0z',
	demo: 'M2.5 17.5h19M5 21a1.75 1.75 0 1 1 0-3.5M19 21a1.75 1.75 0 1 0 0-3.5M5 21h14M7.5 4v2.6L6 9v5.5h5V9L9.5 6.6V4zM15 4v2.6L13.5 9v5.5h5V9L17 6.6V4z',
	evidence: 'M4 4v16h16M7.5 15.5c2.5-.5 3.5-2 4.5-4.5s2.5-4.5 7-5M14.5 15.5h5',
	bench: 'M12 21a7.5 7.5 0 1 0 0-15a7.5 7.5 0 0 0 0 15zM12 9.5v4l2.5 1.5M9.5 3h5M12 3v3M18 7.5l1.5-1.5',
	desk: 'M4 5a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM4 15a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM8 7h.01M8 17h.01M12 7h4M12 17h4',
	// camera
	camera: [
		'M3 8.5a2 2 0 0 1 2-2h2.5L9.2 4h5.6l1.7 2.5H19a2 2 0 0 1 2 2V18a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z',
		circle(12, 13, 3.5)
	].map(line),
	'camera-off':
		'M3 3l18 18M9.2 4h5.6l1.7 2.5H19a2 2 0 0 1 2 2V17M17.5 20H5a2 2 0 0 1-2-2V8.5a2 2 0 0 1 2-2h1.5M9.7 10.4a3.5 3.5 0 0 0 4.9 4.9',
	'lens-switch':
		'M4 10V8.5a2 2 0 0 1 2-2h13M16 3.5l3 3-3 3M20 14v1.5a2 2 0 0 1-2 2H5M8 20.5l-3-3 3-3M10.5 12a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0z',
	torch: 'M8 3h8v3.5L14 10v9.5a1.5 1.5 0 0 1-1.5 1.5h-1A1.5 1.5 0 0 1 10 19.5V10L8 6.5zM8 6.5h8M12 13v2',
	'torch-off': 'M3 3l18 18M8 3h8v3.5L14 10v.5M10 13v6.5a1.5 1.5 0 0 0 1.5 1.5h1a1.5 1.5 0 0 0 1.5-1.5V17M11.5 6.5H16',
	focus: [line('M12 2.5v3M12 18.5v3M2.5 12h3M18.5 12h3'), line(circle(12, 12, 6.5)), dot(12, 12)],
	'zoom-in': 'M10.5 17.5a7 7 0 1 0 0-14a7 7 0 0 0 0 14zM15.5 15.5L21 21M7.5 10.5h6M10.5 7.5v6',
	'zoom-out': 'M10.5 17.5a7 7 0 1 0 0-14a7 7 0 0 0 0 14zM15.5 15.5L21 21M7.5 10.5h6',
	eye: 'M2 12c2.2-4.2 5.7-6.5 10-6.5s7.8 2.3 10 6.5c-2.2 4.2-5.7 6.5-10 6.5S4.2 16.2 2 12zM9 12a3 3 0 1 0 6 0a3 3 0 1 0-6 0z',
	'eye-off':
		'M3 3l18 18M9.5 5.8A10 10 0 0 1 12 5.5c4.3 0 7.8 2.3 10 6.5a14 14 0 0 1-3 3.9M15.5 17.7c-1.1.5-2.3.8-3.5.8-4.3 0-7.8-2.3-10-6.5a13.5 13.5 0 0 1 4-4.6M9.9 9.9a3 3 0 0 0 4.2 4.2',
	bottles: 'M6 3h3.5v4.5L11.5 11v10H4V11l2-3.5zM15 3h3.5v4.5l2 3.5v10H13V11l2-3.5z',
	// alarm
	sound: 'M4 9.5h3.5L12 5v14l-4.5-4.5H4zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11',
	'sound-off': 'M4 9.5h3.5L12 5v14l-4.5-4.5H4zM16 9.5l5 5M21 9.5l-5 5',
	vibrate: 'M8.5 4h7a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM4.5 8v8M19.5 8v8M2 10v4M22 10v4',
	flash: 'M13 2.5L5.5 13.5H11L10 21.5l8-11.5h-5.5z',
	bell: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4M12 5V3',
	counter: 'M4 5h16v14H4zM12 5v14M7 10l1.2-1v6M15.2 9.5c1-.8 2.6-.2 2.6 1.1 0 1.5-2.6 2.3-2.8 4.2h3',
	// files
	upload: 'M12 15.5V4M7.5 8L12 3.5 16.5 8M4 15.5V19a1.5 1.5 0 0 0 1.5 1.5h13A1.5 1.5 0 0 0 20 19v-3.5',
	download: 'M12 3.5V15M7.5 11l4.5 4.5 4.5-4.5M4 15.5V19a1.5 1.5 0 0 0 1.5 1.5h13A1.5 1.5 0 0 0 20 19v-3.5',
	share: 'M12 15V3.5M8 7l4-3.5L16 7M7.5 11H5v9.5h14V11h-2.5',
	image: [
		line('M3.5 5.5a2 2 0 0 1 2-2h13a2 2 0 0 1 2 2v13a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2zM4 17.5l5-5.5 4 4 3-3 4.5 4.5'),
		line(circle(15.5, 8.5, 1.5))
	],
	folder:
		'M3 6.5a1.5 1.5 0 0 1 1.5-1.5h4.8L12 7.5h7.5A1.5 1.5 0 0 1 21 9v9.5a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 18.5z',
	file: 'M6 3h8l5 5v13H6zM14 3v5h5',
	paste: 'M8.5 5H6v16h12V5h-2.5M8.5 3.5h7v3.5h-7zM9 12h6M9 16h4',
	print: 'M7 8V3.5h10V8M7 16.5H4V8h16v8.5h-3M7 14h10v6.5H7z',
	trash: 'M4 6.5h16M9 6.5V4h6v2.5M6 6.5l1 14h10l1-14M10 10.5v6M14 10.5v6',
	edit: 'M4 20l1-4.5L16 4.5l3.5 3.5-11 11zM13.5 7L17 10.5',
	// actions and signs
	close: 'M5.5 5.5l13 13M18.5 5.5l-13 13',
	check: 'M4.5 12.5l5 5L19.5 7',
	plus: 'M12 5v14M5 12h14',
	minus: 'M5 12h14',
	search: 'M10.5 17.5a7 7 0 1 0 0-14a7 7 0 0 0 0 14zM15.5 15.5L21 21',
	filter: 'M3.5 5h17L14 12.5V19l-4 1.5v-8z',
	sort: 'M7.5 4.5v15M4 16l3.5 3.5L11 16M16.5 19.5v-15M13 8l3.5-3.5L20 8',
	refresh: 'M20 11.5a8 8 0 0 0-14.5-4L3.5 9.5M3.5 4.5v5h5M4 12.5a8 8 0 0 0 14.5 4l2-2M20.5 19.5v-5h-5',
	undo: 'M8 5L4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11h-4',
	play: 'M7 4.5v15l12-7.5z',
	pause: 'M8 5v14M16 5v14',
	stop: 'M6 6h12v12H6z',
	'chevron-left': 'M14.5 5.5L8 12l6.5 6.5',
	'chevron-right': 'M9.5 5.5L16 12l-6.5 6.5',
	'chevron-up': 'M5.5 15L12 8.5 18.5 15',
	'chevron-down': 'M5.5 9L12 15.5 18.5 9',
	'arrow-left': 'M20 12H4.5M11 5.5L4.5 12l6.5 6.5',
	'arrow-right': 'M4 12h15.5M13 5.5l6.5 6.5-6.5 6.5',
	expand: 'M14.5 3.5h6v6M20 4l-6.5 6.5M9.5 20.5h-6v-6M4 20l6.5-6.5',
	info: [line(circle(12, 12, 9)), line('M12 11v5.5'), dot(12, 7.7, 1.1)],
	warning: [line('M12 3.2L22 20.5H2z'), line('M12 9.5v5'), dot(12, 17.5, 1)],
	error: [line(circle(12, 12, 9)), line('M12 7v6'), dot(12, 16.5, 1.1)],
	lock: 'M5.5 10.5h13v10h-13zM8 10.5V7.5a4 4 0 0 1 8 0v3M12 14.5v2',
	unlock: 'M5.5 10.5h13v10h-13zM8 10.5V7.5a4 4 0 0 1 7.7-1.5M12 14.5v2',
	key: 'M7.5 19.5a4 4 0 1 0 0-8a4 4 0 0 0 0 8zM10.5 12.5L19 4M15.5 7.5l3 3M17.5 5.5l2 2',
	link: 'M10 14a4 4 0 0 0 5.7 0l3.6-3.6a4 4 0 0 0-5.7-5.7l-1.1 1.1M14 10a4 4 0 0 0-5.7 0l-3.6 3.6a4 4 0 0 0 5.7 5.7l1.1-1.1',
	online: [line('M2.5 9a14 14 0 0 1 19 0M5.8 12.7a9 9 0 0 1 12.4 0M9 16.2a4.3 4.3 0 0 1 6 0'), dot(12, 19.3, 1.2)],
	offline: [
		line(
			'M3 3l18 18M2.5 9a14 14 0 0 1 4-2.6M10.5 5.4A14 14 0 0 1 21.5 9M5.8 12.7a9 9 0 0 1 4-2.3M15.3 11a9 9 0 0 1 2.9 1.7M9 16.2a4.3 4.3 0 0 1 5.5-.4'
		),
		dot(12, 19.3, 1.2)
	],
	cpu: 'M6.5 6.5h11v11h-11zM10 10h4v4h-4zM9.5 3v3.5M14.5 3v3.5M9.5 17.5V21M14.5 17.5V21M3 9.5h3.5M3 14.5h3.5M17.5 9.5H21M17.5 14.5H21',
	sun: [
		'M12 2.5v2.5M12 19v2.5M2.5 12H5M19 12h2.5M5.3 5.3L7 7M17 17l1.7 1.7M5.3 18.7L7 17M17 7l1.7-1.7',
		circle(12, 12, 4)
	].map(line),
	moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z',
	contrast: [line(circle(12, 12, 9)), { d: 'M12 3a9 9 0 0 1 0 18z', paint: 'fill' }],
	device: 'M4 4.5h16v11.5H4zM9 20h6M12 16v4',
	phone: 'M8 3h8a1.5 1.5 0 0 1 1.5 1.5v15A1.5 1.5 0 0 1 16 21H8a1.5 1.5 0 0 1-1.5-1.5v-15A1.5 1.5 0 0 1 8 3zM11 18h2',
	language:
		'M12 21a9 9 0 1 0 0-18a9 9 0 0 0 0 18zM3 12h18M12 3c2.5 2.5 3.7 5.5 3.7 9s-1.2 6.5-3.7 9c-2.5-2.5-3.7-5.5-3.7-9s1.2-6.5 3.7-9z',
	person: 'M8.5 7.5a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0zM4.5 20.5c.6-4 3.5-6 7.5-6s6.9 2 7.5 6',
	calendar: 'M4 5.5h16v15H4zM4 10h16M8.5 3v4M15.5 3v4',
	storage:
		'M4.5 6c0-1.7 3.4-3 7.5-3s7.5 1.3 7.5 3-3.4 3-7.5 3-7.5-1.3-7.5-3zM4.5 6v12c0 1.7 3.4 3 7.5 3s7.5-1.3 7.5-3V6M4.5 12c0 1.7 3.4 3 7.5 3s7.5-1.3 7.5-3',
	qr: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5M20 14v2.5M14 20h2.5M20 20h-.01',
	install: 'M12 3.5V13M8 9l4 4 4-4M5 12.5V19a1.5 1.5 0 0 0 1.5 1.5h11A1.5 1.5 0 0 0 19 19v-6.5',
	grid: 'M4 4h6.5v6.5H4zM13.5 4H20v6.5h-6.5zM4 13.5h6.5V20H4zM13.5 13.5H20V20h-6.5z',
	list: [line('M9 6h11M9 12h11M9 18h11'), dot(4.5, 6), dot(4.5, 12), dot(4.5, 18)],
	bottle: 'M9.5 2.5h5V5h-5zM10 5v3.5l-2.5 4V20A1.5 1.5 0 0 0 9 21.5h6a1.5 1.5 0 0 0 1.5-1.5v-7.5l-2.5-4V5M7.5 14h9',
	hand: 'M7 12V6.5a1.4 1.4 0 0 1 2.8 0V11V4.5a1.4 1.4 0 0 1 2.8 0V11V5.5a1.4 1.4 0 0 1 2.8 0V12V8.5a1.4 1.4 0 0 1 2.8 0V15c0 4-2.3 6.5-6 6.5-3 0-4.4-1.3-5.8-3.8L4 13.5c-.5-1 .9-2 1.8-1.2z'
} as const satisfies Record<string, Drawing>;

export type IconName = keyof typeof SHAPES;

/** The shapes of an icon, a plain path standing for one stroked shape. */
export function shapesOf(name: IconName): readonly Shape[] {
	const drawing: Drawing = SHAPES[name];
	return typeof drawing === 'string' ? [{ d: drawing }] : drawing;
}
