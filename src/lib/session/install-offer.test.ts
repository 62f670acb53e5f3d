import { describe, expect, it, vi } from 'vitest';
import { ASK_AGAIN_MS, EARNED_AFTER_CHECKS, InstallOffer, type InstallWindow } from './install-offer.svelte';

function device(standalone?: boolean, displayed = false) {
	const kept = new Map<string, string>();
	const store = {
		getItem: (key: string) => kept.get(key) ?? null,
		setItem: (key: string, value: string) => void kept.set(key, value),
		removeItem: (key: string) => void kept.delete(key)
	};
	const events = new EventTarget();
	const window = Object.assign(events, {
		navigator: standalone === undefined ? {} : { standalone },
		matchMedia: () => ({ matches: displayed })
	}) as unknown as InstallWindow & EventTarget;
	let nowMs = 1_800_000_000_000;
	const visit = () => {
		const offer = new InstallOffer(store, () => nowMs);
		offer.follow(window);
		return offer;
	};
	return { window, visit, pass: (ms: number) => (nowMs += ms) };
}

function promptOf(outcome: 'accepted' | 'dismissed') {
	const event = new Event('beforeinstallprompt', { cancelable: true });
	return Object.assign(event, { prompt: vi.fn(async () => {}), userChoice: Promise.resolve({ outcome }) });
}

const work = (offer: InstallOffer, checks = EARNED_AFTER_CHECKS) => {
	for (let i = 0; i < checks; i++) offer.noteCheck();
};

describe('the offer to install', () => {
	it('holds the browser back at the first visit and comes after a few verdicts', () => {
		const { window, visit } = device();
		const offer = visit();
		const prompt = promptOf('accepted');
		window.dispatchEvent(prompt);
		expect(prompt.defaultPrevented).toBe(true);
		work(offer, EARNED_AFTER_CHECKS - 1);
		expect(offer.due).toBe(false);
		offer.noteCheck();
		expect([offer.due, offer.way]).toEqual([true, 'prompt']);
	});

	it('explains the share sheet where only a person can install', () => {
		const offer = device(false).visit();
		work(offer);
		expect([offer.due, offer.way]).toEqual([true, 'share-sheet']);
	});

	it('says nothing where the browser cannot install, nor inside the installed app', () => {
		for (const offer of [device().visit(), device(true).visit(), device(undefined, true).visit()]) {
			work(offer);
			expect(offer.due).toBe(false);
		}
	});

	it('leaves whoever said no alone for a season, across visits', () => {
		const { visit, pass } = device(false);
		const offer = visit();
		work(offer);
		offer.dismiss();
		expect(offer.due).toBe(false);
		pass(ASK_AGAIN_MS - 1);
		expect(visit().due).toBe(false);
		pass(2);
		expect(visit().due).toBe(true);
	});

	it('installs by one tap and is gone', async () => {
		const { window, visit } = device();
		const offer = visit();
		work(offer);
		const prompt = promptOf('accepted');
		window.dispatchEvent(prompt);
		await offer.install();
		window.dispatchEvent(new Event('appinstalled'));
		expect(prompt.prompt).toHaveBeenCalledOnce();
		expect(offer.due).toBe(false);
	});

	it('takes a refusal in the browser’s own question as a no', async () => {
		const { window, visit } = device();
		const offer = visit();
		work(offer);
		window.dispatchEvent(promptOf('dismissed'));
		await offer.install();
		window.dispatchEvent(promptOf('accepted'));
		expect(offer.due).toBe(false);
	});
});
