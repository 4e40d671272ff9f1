/** Stands in for an optional package that is not part of the images. */
export default undefined;
