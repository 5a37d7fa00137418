import { checkProfile } from '../tape/knownProfile.js';
import type { Profile } from '../tape/strategy.js';
import { checkExtent } from './options.js';

/**
 * The profile of a chain of `extent` steps, from whatever is known of it.
 *
 * @throws {RangeError} if the extent is no number of steps, or not that of the profile
 */
export function profileOf(where: string, extent: number, known: Partial<Profile> = {}): Profile {
  checkExtent(where, extent);
  checkProfile(where, known);
  if (known.extent !== undefined && known.extent !== extent)
    throw new RangeError(
      `${where}: extent is ${extent} and the profile's is ${known.extent}; they have to be the same chain's`,
    );
  return hasExtent(known) ? known : { ...known, extent };
}

function hasExtent(known: Partial<Profile>): known is Profile {
  return known.extent !== undefined;
}
