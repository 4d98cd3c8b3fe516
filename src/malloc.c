/* Memory of large bodies goes back to the system when they have been read.
 *
 * glibc maps large blocks one by one and unmaps them when they are freed. But it takes the size of
 * a freed block for usual, and keeps blocks up to that size in its arenas from then on: after one
 * body of ten megabytes every thread may keep tens of them. To name the threshold, here at its
 * default, ends that. Other C libraries have no such threshold. */

#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>

__attribute__((constructor)) static void fix_threshold(void)
{
    mallopt(M_MMAP_THRESHOLD, 128 * 1024);
}
#endif
