/** Style sheets are the bundler's; code imports them for their effect only. */
declare module '*.css';
