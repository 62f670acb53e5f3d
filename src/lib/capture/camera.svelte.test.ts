import { beforeEach, describe, expect, it } from 'vitest';
import { Camera, type CameraEnvironment } from './camera.svelte';

const named = (name: string) => Object.assign(new Error(name), { name });

class FakeTrack extends EventTarget {
	readyState: MediaStreamTrackState = 'live';
	enabled = true;
	stopped = false;
	constructor(readonly deviceId: string) {
		super();
	}
	getSettings = () => ({ deviceId: this.deviceId });
	getCapabilities = () => ({});
	applyConstraints = async () => {};
	stop() {
		this.stopped = true;
		this.readyState = 'ended';
	}
	/** The lens is pulled out. */
	end() {
		this.readyState = 'ended';
		this.dispatchEvent(new Event('ended'));
	}
}

class FakeDevices extends EventTarget {
	answer: 'give' | string = 'give';
	asked: MediaStreamConstraints[] = [];
	tracks: FakeTrack[] = [];
	getUserMedia = async (constraints: MediaStreamConstraints) => {
		this.asked.push(constraints);
		if (this.answer !== 'give') throw named(this.answer);
		const wanted = (constraints.video as MediaTrackConstraints).deviceId as { exact: string } | undefined;
		const track = new FakeTrack(wanted?.exact ?? 'rear');
		this.tracks.push(track);
		return { getTracks: () => [track], getVideoTracks: () => [track] } as unknown as MediaStream;
	};
	enumerateDevices = async () => [{ kind: 'videoinput', deviceId: 'rear', label: 'facing back' }];
	get running() {
		return this.tracks.filter((t) => !t.stopped && t.readyState === 'live').length;
	}
}

class FakePermission extends EventTarget {
	state: PermissionState = 'prompt';
	set(state: PermissionState) {
		this.state = state;
		this.dispatchEvent(new Event('change'));
	}
}

class FakePage extends EventTarget {
	visibilityState: DocumentVisibilityState = 'visible';
	show(state: DocumentVisibilityState) {
		this.visibilityState = state;
		this.dispatchEvent(new Event('visibilitychange'));
	}
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

let devices: FakeDevices;
let permission: FakePermission;
let page: FakePage;
let remembered: string | null;
let timers: { run: () => void; ms: number }[];

function camera(overrides: Partial<CameraEnvironment> = {}): Camera {
	return new Camera({
		devices: devices as unknown as MediaDevices,
		permissions: { query: async () => permission } as unknown as Permissions,
		lensMemory: { get: () => remembered, set: (id) => void (remembered = id) },
		page: page as unknown as Document,
		later: (run, ms) => {
			const timer = { run, ms };
			timers.push(timer);
			return () => void (timers = timers.filter((t) => t !== timer));
		},
		...overrides
	});
}
const runTimers = async () => {
	const due = timers;
	timers = [];
	due.forEach((t) => t.run());
	await settle();
};

beforeEach(() => {
	devices = new FakeDevices();
	permission = new FakePermission();
	page = new FakePage();
	remembered = null;
	timers = [];
});

describe('the camera', () => {
	it('does not ask by itself where permission was not given before', async () => {
		const c = camera();
		expect(await c.startIfAllowed()).toBe(false);
		expect(c.state).toBe('idle');
		expect(devices.asked).toHaveLength(0);
	});

	it('starts by itself where permission was given before', async () => {
		permission.state = 'granted';
		const c = camera();
		expect(await c.startIfAllowed()).toBe(true);
		expect(c.state).toBe('live');
	});

	it('is unsupported where the browser has no camera interface', async () => {
		const c = camera({ devices: undefined });
		await c.start();
		expect(c.state).toBe('unsupported');
	});

	it.each([
		['NotAllowedError', 'denied'],
		['NotFoundError', 'missing'],
		['NotReadableError', 'busy']
	])('shows %s as %s and asks again only by a tap', async (name, state) => {
		devices.answer = name;
		const c = camera();
		await c.start();
		expect(c.state).toBe(state);
		page.show('hidden');
		page.show('visible');
		await c.startIfAllowed();
		await runTimers();
		expect(devices.asked).toHaveLength(1);
		devices.answer = 'give';
		await c.start();
		expect(c.state).toBe('live');
	});

	it('starts when a refused permission is given in the browser settings', async () => {
		devices.answer = 'NotAllowedError';
		const c = camera();
		await c.startIfAllowed();
		await c.start();
		devices.answer = 'give';
		permission.set('granted');
		await settle();
		expect(c.state).toBe('live');
	});

	it('drops the stream when permission is taken away', async () => {
		permission.state = 'granted';
		const c = camera();
		await c.startIfAllowed();
		permission.set('denied');
		expect(c.state).toBe('denied');
		expect(c.stream).toBeNull();
		expect(devices.running).toBe(0);
	});

	it('is lost when the lens is pulled out, and comes back by itself', async () => {
		const c = camera();
		permission.state = 'granted';
		await c.start();
		devices.answer = 'NotFoundError';
		devices.tracks[0]!.end();
		expect(c.state).toBe('lost');
		await runTimers();
		expect(c.state).toBe('lost');
		devices.answer = 'give';
		devices.dispatchEvent(new Event('devicechange'));
		await settle();
		expect(c.state).toBe('live');
		expect(devices.running).toBe(1);
	});

	it('gives up asking for a lost lens after a few attempts', async () => {
		const c = camera();
		permission.state = 'granted';
		await c.start();
		devices.answer = 'NotFoundError';
		devices.tracks[0]!.end();
		for (let i = 0; i < 20; i++) await runTimers();
		// Four attempts, each for the lost lens and then for any rear lens.
		expect(devices.asked).toHaveLength(1 + 4 * 2);
		expect(c.state).toBe('lost');
	});

	it('notices on return to the page that the stream ended in silence', async () => {
		const c = camera();
		permission.state = 'granted';
		await c.start();
		page.show('hidden');
		devices.tracks[0]!.readyState = 'ended';
		page.show('visible');
		expect(c.state).toBe('lost');
		await runTimers();
		expect(c.state).toBe('live');
	});

	it('remembers the chosen lens, and never runs two streams', async () => {
		const c = camera();
		await c.start();
		await c.choose('second');
		expect(c.lens).toBe('second');
		expect(devices.running).toBe(1);
		c.dispose();
		expect(devices.running).toBe(0);
		const next = camera();
		await next.start();
		expect(next.lens).toBe('second');
	});

	it('throws away a stream that arrives after it was stopped', async () => {
		const c = camera();
		const starting = c.start();
		c.stop();
		await starting;
		expect(c.state).toBe('idle');
		expect(devices.running).toBe(0);
	});

	it('rests without giving the stream back, and goes on without asking', async () => {
		const c = camera();
		await c.start();
		c.rest();
		expect(devices.tracks[0]!.enabled).toBe(false);
		c.wake();
		expect(devices.tracks[0]!.enabled).toBe(true);
		expect(devices.asked).toHaveLength(1);
	});

	it('films nothing where the answer to its question comes on another screen', async () => {
		const c = camera();
		const starting = c.start();
		c.rest();
		await starting;
		expect(devices.tracks[0]!.enabled).toBe(false);
		c.wake();
		expect(devices.tracks[0]!.enabled).toBe(true);
	});
});
