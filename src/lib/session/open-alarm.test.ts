import { afterEach, describe, expect, it, vi } from 'vitest';
import { OpenAlarm } from './open-alarm.svelte';

/** An AudioContext as browsers give it: silent until a tap, and silenced by a call. */
class FakeContext {
	static latest: FakeContext;
	state: AudioContextState | 'interrupted' = 'suspended';
	onstatechange: () => void = () => {};
	constructor() {
		FakeContext.latest = this;
	}
	become(state: FakeContext['state']) {
		this.state = state;
		this.onstatechange();
	}
	async resume() {
		this.become('running');
	}
}

const withSound = (soundOpen: boolean) => () => ({ soundOpen, vibrateOpen: false, flashOpen: false });

afterEach(() => vi.unstubAllGlobals());

describe('the sound of the alarm', () => {
	it('is known to be mute until a first tap, since the browser would swallow it', () => {
		vi.stubGlobal('AudioContext', FakeContext);
		const alarm = new OpenAlarm(withSound(true));
		expect(alarm.muted).toBe(true);
		alarm.tones.unlock();
		expect(alarm.muted).toBe(false);
	});

	it('is missed again when a call takes it away, and comes back with the next tap', () => {
		vi.stubGlobal('AudioContext', FakeContext);
		const alarm = new OpenAlarm(withSound(true));
		alarm.tones.unlock();
		FakeContext.latest.become('interrupted');
		expect(alarm.muted).toBe(true);
		alarm.tones.unlock();
		expect(alarm.muted).toBe(false);
	});

	it('is not missed by whoever turned it off', () => {
		expect(new OpenAlarm(withSound(false)).muted).toBe(false);
	});
});
