import {
	abilitiesOf,
	faultOf,
	listLenses,
	NO_ABILITIES,
	openStream,
	setAbility,
	type CameraFault,
	type Lens,
	type LensAbilities
} from './camera';

export type CameraState = 'idle' | 'asking' | 'live' | CameraFault;

/** What the camera needs of the browser; a test passes its own. */
export interface CameraEnvironment {
	readonly devices: MediaDevices | undefined;
	readonly permissions: Permissions | undefined;
	/** The lens chosen last, kept on the device. */
	readonly lensMemory: { get(): string | null; set(lensId: string): void };
	readonly page: Pick<Document, 'addEventListener' | 'removeEventListener' | 'visibilityState'>;
	later(run: () => void, ms: number): () => void;
}

/** The real thing, with a place to remember the lens in. */
export function browserCamera(lensMemory: CameraEnvironment['lensMemory']): CameraEnvironment {
	return {
		devices: navigator.mediaDevices,
		permissions: navigator.permissions,
		lensMemory,
		page: document,
		later: (run, ms) => {
			const timer = setTimeout(run, ms);
			return () => clearTimeout(timer);
		}
	};
}

/** See `abilitiesOf`; read at once too, since most cameras know them then. */
const ABILITIES_AFTER_MS = 600;
/** Pauses between attempts to get a lost lens back, milliseconds; after the last it waits for a device to appear. */
const RETRY_AFTER_MS = [400, 1500, 4000, 10_000];

/**
 * The camera of one session: at most one stream, one explicit state.
 *
 * idle -> asking -> live; live -> lost -> live when the lens comes back by itself; any fault -> asking by the
 * inspector's tap. [Note: one refusal is enough] After a refusal nothing asks again until the inspector taps;
 * a permission that is given in the browser's settings starts the camera without asking.
 */
export class Camera {
	state = $state<CameraState>('idle');
	stream = $state.raw<MediaStream | null>(null);
	lenses = $state.raw<readonly Lens[]>([]);
	/** Id of the lens that is running. */
	lens = $state<string | null>(null);
	abilities = $state.raw<LensAbilities>(NO_ABILITIES);
	torchOn = $state(false);
	zoom = $state(1);

	readonly #env: CameraEnvironment;
	#permission: PermissionStatus | null = null;
	#timers: (() => void)[] = [];
	#attempt = 0;
	#resting = false;
	/** Counts streams asked for; an answer that comes for an older one is thrown away. */
	#asked = 0;

	constructor(env: CameraEnvironment) {
		this.#env = env;
		if (!env.devices?.getUserMedia) {
			this.state = 'unsupported';
			return;
		}
		env.devices.addEventListener('devicechange', this.#onDeviceChange);
		env.page.addEventListener('visibilitychange', this.#onVisible);
	}

	/** Starts without a tap where permission was given before; true where it did. */
	async startIfAllowed(): Promise<boolean> {
		await this.#watchPermission();
		if (this.state !== 'idle' || this.#permission?.state !== 'granted') return false;
		await this.start();
		return true;
	}

	/** Asks for the camera: call it on the inspector's tap. */
	async start(): Promise<void> {
		if (this.state === 'unsupported' || this.state === 'asking' || this.state === 'live') return;
		this.#attempt = 0;
		await this.#open(this.#env.lensMemory.get());
	}

	/** Changes to another lens and remembers it. */
	async choose(lensId: string): Promise<void> {
		this.#env.lensMemory.set(lensId);
		await this.#open(lensId);
	}

	/** Ends the stream by the inspector's wish. */
	stop(): void {
		this.#asked++;
		this.#drop();
		if (this.state !== 'unsupported') this.state = 'idle';
	}

	/**
	 * Lets the lens rest while another screen is open. [Note: one stream a session] Ending the stream would make
	 * some browsers ask again for each return to this screen.
	 */
	rest(): void {
		this.#resting = true;
		this.#setEnabled(false);
	}

	wake(): void {
		this.#resting = false;
		this.#setEnabled(true);
		this.#lookAgain();
	}

	async setTorch(on: boolean): Promise<void> {
		const track = this.#track();
		if (track && (await setAbility(track, { torch: on }))) this.torchOn = on;
	}

	async setZoom(factor: number): Promise<void> {
		const track = this.#track();
		if (track && (await setAbility(track, { zoom: factor }))) this.zoom = factor;
	}

	dispose(): void {
		this.stop();
		this.#env.devices?.removeEventListener('devicechange', this.#onDeviceChange);
		this.#env.page.removeEventListener('visibilitychange', this.#onVisible);
		this.#permission?.removeEventListener('change', this.#onPermission);
	}

	#setEnabled(enabled: boolean): void {
		const track = this.#track();
		if (track) track.enabled = enabled;
	}

	#track(): MediaStreamTrack | null {
		return this.stream?.getVideoTracks()[0] ?? null;
	}

	async #open(lensId: string | null): Promise<void> {
		const devices = this.#env.devices!;
		const asked = ++this.#asked;
		this.#drop();
		this.state = 'asking';
		try {
			const stream = await openStream(devices, lensId);
			if (asked !== this.#asked) return stream.getTracks().forEach((track) => track.stop());
			this.#adopt(stream);
			this.lenses = await listLenses(devices);
			void this.#watchPermission();
		} catch (thrown) {
			if (asked !== this.#asked) return;
			const fault = faultOf(thrown);
			// A lens that was running and is gone for the moment is lost, not missing: it may come back.
			this.state = this.#attempt > 0 && fault !== 'denied' ? 'lost' : fault;
			if (this.state === 'lost') this.#retryLater();
		}
	}

	#adopt(stream: MediaStream): void {
		const track = stream.getVideoTracks()[0]!;
		track.addEventListener('ended', () => this.stream === stream && this.#lose());
		// The answer may come after a walk to another screen: nothing is filmed there.
		track.enabled = !this.#resting;
		this.stream = stream;
		this.lens = track.getSettings().deviceId ?? null;
		this.state = 'live';
		this.#attempt = 0;
		this.#readAbilities(track);
		this.#later(() => this.#readAbilities(track), ABILITIES_AFTER_MS);
	}

	#readAbilities(track: MediaStreamTrack): void {
		this.abilities = abilitiesOf(track);
		this.zoom = this.abilities.zoom?.now ?? 1;
		if (this.abilities.continuousFocus) void setAbility(track, { focusMode: 'continuous' });
	}

	#drop(): void {
		for (const cancel of this.#timers) cancel();
		this.#timers = [];
		this.stream?.getTracks().forEach((track) => track.stop());
		this.stream = null;
		this.abilities = NO_ABILITIES;
		this.torchOn = false;
	}

	#lose(): void {
		this.#drop();
		this.state = 'lost';
		this.#retryLater();
	}

	#retryLater(): void {
		const pause = RETRY_AFTER_MS[this.#attempt++];
		if (pause !== undefined) this.#later(() => this.#retry(), pause);
	}

	#retry(): void {
		if (this.state !== 'lost' || this.#resting || this.#env.page.visibilityState === 'hidden') return;
		if (this.#permission && this.#permission.state !== 'granted') return;
		void this.#open(this.#env.lensMemory.get() ?? this.lens);
	}

	#later(run: () => void, ms: number): void {
		this.#timers.push(this.#env.later(run, ms));
	}

	async #watchPermission(): Promise<void> {
		if (this.#permission) return;
		try {
			this.#permission = (await this.#env.permissions?.query({ name: 'camera' as PermissionName })) ?? null;
			this.#permission?.addEventListener('change', this.#onPermission);
		} catch {
			// Firefox before 2024 and Safari know no such permission: the camera then starts by a tap only.
		}
	}

	readonly #onPermission = () => {
		const permission = this.#permission?.state;
		if (permission === 'granted' && this.state === 'denied') void this.start();
		if (permission === 'prompt' && this.state === 'denied') this.state = 'idle';
		if (permission === 'denied' && (this.state === 'live' || this.state === 'lost')) {
			this.#asked++;
			this.#drop();
			this.state = 'denied';
		}
	};

	readonly #onDeviceChange = () => {
		if (this.state === 'live') void this.#relist();
		if (this.state === 'lost') {
			this.#attempt = 1;
			this.#retry();
		}
		if (this.state === 'missing') this.state = 'idle';
	};

	readonly #onVisible = () => {
		if (this.#env.page.visibilityState === 'visible') this.#lookAgain();
	};

	/** On return to this screen: is the lens still there? */
	#lookAgain(): void {
		// Phones end the stream of a hidden page, some without saying so.
		if (this.state === 'live' && this.#track()?.readyState === 'ended') this.#lose();
		else if (this.state === 'lost') {
			this.#attempt = 1;
			this.#retry();
		}
	}

	async #relist(): Promise<void> {
		this.lenses = await listLenses(this.#env.devices!);
	}
}
