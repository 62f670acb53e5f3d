import { describe, expect, it, vi } from 'vitest';
import { AppUpdate, type Registration } from './app-update.svelte';

function setUp() {
	const listeners = new Map<string, (event: object) => void>();
	const worker = {
		register: vi.fn(async () => undefined),
		messageSkipWaiting: vi.fn(),
		update: vi.fn(async () => undefined),
		addEventListener: (type: string, listener: (event: object) => void) => void listeners.set(type, listener)
	};
	const open = vi.fn((_url: string, _scope: string) => worker as unknown as Registration);
	const reload = vi.fn();
	const tell = (type: string, event: object = {}) => listeners.get(type)?.(event);
	return { update: new AppUpdate(), worker, open, reload, tell };
}

describe('a new version', () => {
	it('is looked for under the base of the app, whatever page the visit began on', async () => {
		const { update, open, reload } = setUp();
		await update.register('/inspector', reload, open);
		expect(open).toHaveBeenCalledWith('/inspector/sw.js', '/inspector/');
	});

	it('is offered and not forced: nothing reloads until someone says so', async () => {
		const { update, open, reload, tell, worker } = setUp();
		await update.register('', reload, open);
		expect(update.waiting).toBe(false);
		tell('waiting');
		expect(update.waiting).toBe(true);
		tell('controlling', { isUpdate: true });
		expect([reload.mock.calls.length, worker.messageSkipWaiting.mock.calls.length]).toEqual([0, 0]);
		update.apply();
		expect(worker.messageSkipWaiting).toHaveBeenCalledOnce();
		tell('controlling', { isUpdate: true });
		expect(reload).toHaveBeenCalledOnce();
	});

	it('takes over once where the page began under no service worker, which hears of no new control', async () => {
		const { update, open, reload, tell } = setUp();
		await update.register('', reload, open);
		tell('activated');
		expect(reload).not.toHaveBeenCalled();
		tell('waiting');
		update.apply();
		tell('activated', { isUpdate: false });
		tell('controlling', { isUpdate: false });
		expect(reload).toHaveBeenCalledOnce();
	});

	it('is asked for again when somebody looks, and no answer is no fault', async () => {
		const { update, open, reload, worker } = setUp();
		await update.look();
		expect(worker.update).not.toHaveBeenCalled();
		await update.register('', reload, open);
		worker.update.mockRejectedValueOnce(new TypeError('no network'));
		await expect(update.look()).resolves.toBeUndefined();
		expect(worker.update).toHaveBeenCalledOnce();
	});

	it('can be left for later', async () => {
		const { update, open, reload, tell } = setUp();
		await update.register('', reload, open);
		tell('waiting');
		update.dismiss();
		expect(update.waiting).toBe(false);
	});

	it('does without a service worker where the browser refuses one', async () => {
		const { update, open, reload, worker } = setUp();
		worker.register.mockRejectedValue(new DOMException('no', 'SecurityError'));
		await expect(update.register('', reload, open)).resolves.toBeUndefined();
	});
});
