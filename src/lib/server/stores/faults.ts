import { StoreUnavailable } from './report-store';

/**
 * The same store, whose passing faults (disk full, locked, restarting) all carry one name: everything above the
 * stores answers them with 503, and the tablets keep their records and try again. Other faults go through as they are.
 */
export function nameFaults<Store extends object>(store: Store, isPassing: (thrown: unknown) => boolean): Store {
	const named = (thrown: unknown) =>
		isPassing(thrown) ? new StoreUnavailable((thrown as Error).message, { cause: thrown }) : thrown;
	return new Proxy(store, {
		get(target, name, receiver) {
			const member: unknown = Reflect.get(target, name, receiver);
			if (typeof member !== 'function') return member;
			return async (...values: unknown[]) => {
				try {
					return await member.apply(target, values);
				} catch (thrown) {
					throw named(thrown);
				}
			};
		}
	});
}
