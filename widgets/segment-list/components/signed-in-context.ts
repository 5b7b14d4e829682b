import { createContext } from 'preact';

/** Whether there is a session now. */
export const SignedInContext = createContext(true);
