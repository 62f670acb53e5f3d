import type { ErrorCode } from '../domain/errors';

/** Why there is no picture. Each has one sentence for the inspector and the file door beside it. */
export type CameraFault = 'denied' | 'missing' | 'busy' | 'lost' | 'unsupported';

/** The code under which a fault's sentence is found. */
export const FAULT_CODES: Record<CameraFault, ErrorCode> = {
	denied: 'camera-denied',
	missing: 'camera-missing',
	busy: 'camera-busy',
	lost: 'camera-lost',
	unsupported: 'camera-unsupported'
};

export interface Lens {
	/** The browser's id, stable for this origin until its data is cleared. */
	readonly id: string;
	/** The browser's name; empty before permission was given. */
	readonly label: string;
	readonly facing: 'rear' | 'front' | 'unknown';
}

/** What the running lens can do, as it says itself; a control is offered only where it is here. */
export interface LensAbilities {
	readonly torch: boolean;
	/** Optical or digital zoom factors, or null. */
	readonly zoom: { readonly min: number; readonly max: number; readonly step: number; readonly now: number } | null;
	readonly continuousFocus: boolean;
}
export const NO_ABILITIES: LensAbilities = { torch: false, zoom: null, continuousFocus: false };

/** Media Capture extensions that TypeScript's DOM library does not know (W3C image-capture). */
interface ExtendedCapabilities extends MediaTrackCapabilities {
	torch?: boolean | boolean[];
	zoom?: { min: number; max: number; step?: number };
	focusMode?: string[];
}
interface ExtendedSettings extends MediaTrackSettings {
	zoom?: number;
}
type ExtendedConstraint = { torch: boolean } | { zoom: number } | { focusMode: 'continuous' };

/**
 * A neck fills a third of the picture at arm's length, so that 720 lines give the judge's crop native pixels;
 * more would only cost time in every frame.
 */
const PICTURE: MediaTrackConstraints = {
	width: { ideal: 1280 },
	height: { ideal: 720 },
	frameRate: { ideal: 30, max: 30 }
};

/** The fault behind what `getUserMedia` threw (W3C mediacapture-streams, 10.2; Firefox and Safari have their own). */
export function faultOf(thrown: unknown): CameraFault {
	const name = thrown instanceof Error || thrown instanceof DOMException ? thrown.name : '';
	if (name === 'NotAllowedError' || name === 'SecurityError' || name === 'PermissionDeniedError') return 'denied';
	if (name === 'NotFoundError' || name === 'OverconstrainedError' || name === 'DevicesNotFoundError') return 'missing';
	if (name === 'NotReadableError' || name === 'AbortError' || name === 'TrackStartError') return 'busy';
	return 'unsupported';
}

/**
 * Opens one video stream: the lens asked for, or the rear one where that lens has gone.
 * @param lensId a remembered lens, or null for the rear lens
 * @throws DOMException as getUserMedia does; see {@link faultOf}
 */
export async function openStream(devices: MediaDevices, lensId: string | null): Promise<MediaStream> {
	const rear = { video: { ...PICTURE, facingMode: { ideal: 'environment' } }, audio: false };
	if (!lensId) return devices.getUserMedia(rear);
	try {
		return await devices.getUserMedia({ video: { ...PICTURE, deviceId: { exact: lensId } }, audio: false });
	} catch (thrown) {
		if (faultOf(thrown) !== 'missing') throw thrown;
		return devices.getUserMedia(rear);
	}
}

function facingOf(label: string): Lens['facing'] {
	if (/\b(back|rear|environment|traseira|trasera|posterior)\b/i.test(label)) return 'rear';
	if (/\b(front|user|facetime|frontal|selfie)\b/i.test(label)) return 'front';
	return 'unknown';
}

/** Special rear lenses come last: Android lists them beside the main one, and they blur what is near. */
function rank({ facing, label }: Lens): number {
	const special = /ultra|wide|tele|macro|depth|virtual/i.test(label) ? 1 : 0;
	return (facing === 'rear' ? 0 : facing === 'unknown' ? 2 : 4) + special;
}

/** All lenses, the main rear one first. Labels are empty, and so nothing is known of facing, before permission. */
export async function listLenses(devices: MediaDevices): Promise<Lens[]> {
	const inputs = (await devices.enumerateDevices()).filter((d) => d.kind === 'videoinput' && d.deviceId !== '');
	const lenses = inputs.map(({ deviceId, label }) => ({ id: deviceId, label, facing: facingOf(label) }));
	return lenses.sort((a, b) => rank(a) - rank(b));
}

/** What the lens can do. Chromium on Android reports nothing useful in the first ~500 ms after the start. */
export function abilitiesOf(track: MediaStreamTrack): LensAbilities {
	const can = (track.getCapabilities?.() ?? {}) as ExtendedCapabilities;
	const now = track.getSettings() as ExtendedSettings;
	const zoom =
		can.zoom && can.zoom.max > can.zoom.min
			? { min: can.zoom.min, max: can.zoom.max, step: can.zoom.step || 0.1, now: now.zoom ?? can.zoom.min }
			: null;
	return {
		torch: Array.isArray(can.torch) ? can.torch.includes(true) : can.torch === true,
		zoom,
		continuousFocus: can.focusMode?.includes('continuous') ?? false
	};
}

/** Sets one ability; false where the lens refuses, since what a lens offers and what it does are two things. */
export async function setAbility(track: MediaStreamTrack, constraint: ExtendedConstraint): Promise<boolean> {
	try {
		await track.applyConstraints({ advanced: [constraint as MediaTrackConstraintSet] });
		return true;
	} catch {
		return false;
	}
}
