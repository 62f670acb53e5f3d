import type { GlassTint, Liquid } from './glass';
import type { GlassStyle } from './glass-profile';
import type { BottleStyle } from './profile';
import type { Surface } from './surfaces';

export type SceneLabel = 'open' | 'closed' | 'none' | 'unclear';
export type Setting = 'hall' | 'room' | 'night' | 'plain' | 'backlit' | 'outdoor' | 'bar';

export interface CapDescription {
	kind: 'crown' | 'screw' | 'roll-on' | 'foil' | 'swing' | 'cork';
	/** CSS colours of the top, the skirt and the print (null: unprinted). */
	colour: string;
	skirt: string;
	print: string | null;
	metal: number;
	roughness: number;
	seed: number;
	/** Centimetres that a screw or roll-on cap or a foil reaches down from the lip. */
	reach?: number;
}

/** Foil around the neck that leaves the lip bare: what is left of it on an opened bottle. */
export interface NeckFoil {
	/** Centimetres below the lip. */
	from: number;
	to: number;
	colour: string;
	metal: number;
	seed: number;
}

export interface LabelDescription {
	brand: string;
	paper: string;
	ink: string;
	accent: string;
	/** Radians of the wall that it covers. */
	angle: number;
	neck: boolean;
	seed: number;
}

export interface BottleDescription {
	style: BottleStyle;
	tint: GlassTint;
	liquid: Liquid;
	/** Liquid's height as a fraction of the bottle's; 0 is empty. */
	fill: number;
	/** Centimetres. */
	foam: number;
	twistOff: boolean;
	stretch: number;
	cap: CapDescription | null;
	/** Foil that an opened bottle kept, and a swing stopper that hangs at its neck. */
	foil?: NeckFoil;
	hanging?: CapDescription;
	label: LabelDescription | null;
	/** Degrees: rotation about the view axis (clockwise seen from the camera), towards the camera, about itself. */
	roll: number;
	pitch: number;
	yaw: number;
	/** Where its base stands, centimetres; raised when it is held. */
	at: readonly [x: number, y: number, z: number];
	waviness: number;
}

export interface HandDescription {
	/** Height of the grip on the bottle (or in space), centimetres above its base, and what radius it grips. */
	height: number;
	radius: number;
	side: 1 | -1;
	/** Radians by which the grip is turned about the bottle. */
	turn: number;
	skin: string;
	glove: boolean;
	thumb: 'round' | 'up' | 'over';
	seed: number;
}

export type Prop =
	| { kind: 'loose-cap'; at: readonly [number, number, number]; flipped: boolean; cap: CapDescription }
	| {
			kind: 'can';
			at: readonly [number, number, number];
			label: LabelDescription;
			slim: boolean;
			opened: boolean;
			/** Standing unless said; tilted ones hang in the air around 10 cm above the table. */
			pose?: 'lying' | 'tilted';
			seed: number;
	  }
	| { kind: 'cup'; at: readonly [number, number, number]; colour: string; paper: boolean; seed: number }
	| {
			kind: 'glass';
			at: readonly [number, number, number];
			style: GlassStyle;
			liquid: Liquid;
			fill: number;
			foam: number;
			lid: string | null;
	  }
	| {
			kind: 'box';
			at: readonly [number, number, number];
			size: readonly [number, number, number];
			colour: string;
			turn: number;
			surface: Surface;
			seed: number;
	  }
	| { kind: 'fruit'; at: readonly [number, number, number]; colour: string; radius: number; seed: number }
	| { kind: 'phone'; at: readonly [number, number, number]; turn: number }
	| {
			kind: 'person';
			/** Where the chin is, centimetres. */
			at: readonly [number, number, number];
			/** Radians about the upright axis; 0 looks at the camera. */
			turn: number;
			skin: string;
			hair: string;
			headwear: Headwear | null;
			seed: number;
	  };

export type Headwear = 'hard-hat' | 'cap' | 'hairnet';

export interface CameraDescription {
	/** Where the anchor (the mouth, or the middle of the scene) shall fall, fractions of the picture from its top left. */
	anchorAt: readonly [x: number, y: number];
	/** World position of the anchor and the width there that fills the picture's width, centimetres. */
	anchor: readonly [number, number, number];
	span: number;
	/** Degrees above the horizon and around the upright axis. */
	elevation: number;
	azimuth: number;
	/** Horizontal field of view, degrees. */
	fov: number;
}

export interface LightDescription {
	/** Strength of the lamp, of the surroundings, and the kind of their tint. */
	key: number;
	fill: number;
	warmth: number;
	direction: readonly [number, number, number];
	flash: boolean;
}

export interface LensDescription {
	exposure: number;
	/** Gaussian blur and motion blur, fractions of the picture's width. */
	blur: number;
	motion: readonly [number, number];
	/** Standard deviation of the noise at middle grey, 0..1. */
	noise: number;
	vignette: number;
	/** Red and blue gain. */
	balance: readonly [number, number];
	quality: number;
	/** Blur of what lies behind, pixels of a 1024 px backdrop. */
	depth: number;
}

/** Everything that a picture depends on; plain JSON, so that truth files can hold it. */
export interface SceneDescription {
	seed: number;
	label: SceneLabel;
	recipe: string;
	width: number;
	height: number;
	setting: Setting;
	camera: CameraDescription;
	light: LightDescription;
	lens: LensDescription;
	/** The bottle that is inspected, first, then those behind it. */
	bottles: BottleDescription[];
	hand: HandDescription | null;
	props: Prop[];
	table: { surface: Surface; colour: string; seed: number; depth: number } | null;
	belt: boolean;
	wall: string;
}
