/**
 * Makes something that outlives the component which first asks for it.
 *
 * [Note: derived values of singletons] A derived value belongs to the effect in which it was made: of a component, when a
 * component makes it. Once that component is gone the value never changes again, and a verdict of then would stand for
 * one of now. Whatever is made once for the whole visit and has derived values is made here, under an effect of its own.
 */
export function outliving<T>(make: () => T): T {
	let made!: T;
	$effect.root(() => {
		made = make();
	});
	return made;
}
