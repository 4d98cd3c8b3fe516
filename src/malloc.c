/* Memory of large bodies goes back to the system when they have been read.
 *
 * glibc maps large blocks one by one and unmaps them when they are freed. But it takes the size of
 * a freed block for usual, and keeps blocks up to that size in its arenas from then on: after one
 * body of ten megabytes every arena may keep tens of them. To name the threshold, here at its
 * default, ends that. And what one thread reads another records and frees, so that each arena of
 * several would be left with holes: one serves all threads, whose own caches take the small blocks.
 * Other C libraries have neither. mimalloc is a little quicker, and holds more where each round is a
 * process of its own (docs/performance.md); small machines have less memory than time. */

#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>

__attribute__((constructor)) static void tell_malloc(void)
{
    mallopt(M_MMAP_THRESHOLD, 128 * 1024);
    mallopt(M_ARENA_MAX, 1);
}
#endif
