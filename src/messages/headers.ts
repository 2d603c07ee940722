import type { HeaderFlaw } from '../engine/providers/ownHeaders';
import type { Translate } from './translate';

/** Why a further header cannot be sent. Its value is not repeated: it may be a secret. */
export function wordHeaderFlaw(t: Translate, flaw: HeaderFlaw, name: string): string {
	switch (flaw) {
		case 'name':
			return t("That isn't a header.");
		case 'value':
			return t("The value of {0} can't be sent: it holds a line break, or a character that no header has.", name);
		case 'secret':
			return t('{0} looks like a secret, which would be written into files.', name);
		case 'reserved':
			return t('{0} is set by every request itself.', name);
	}
}
