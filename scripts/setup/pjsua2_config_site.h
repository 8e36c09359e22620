/* pjproject's settings for a test caller that places many calls from one process. */

/* Limits: every one of these is the size of an array, fixed when compiled. */
#define PJSUA_MAX_CALLS          1000   /* default 4 */
#define PJSUA_MAX_ACC            1000   /* default 8 */
#define PJSUA_MAX_PLAYERS        2048   /* default 32: one for each AudioMediaPlayer */
#define PJSUA_MAX_RECORDERS      2048   /* default 32: one for each AudioMediaRecorder */
#define PJSUA_MAX_CONF_PORTS     8192   /* default 254 */
#define PJ_IOQUEUE_MAX_HANDLES   8192   /* default 64; above 1024 needs --enable-epoll */
#define PJSIP_MAX_TRANSPORTS     2048
#define PJSIP_MAX_TSX_COUNT      16383
#define PJSIP_MAX_DIALOG_COUNT   8191
#define PJSIP_MAX_PKT_LEN        16000  /* default 4000 */
#define PJSIP_DONT_SWITCH_TO_TCP 1      /* default: a UDP request above 1300 bytes goes by TCP */

/* Features. */
#define PJ_HAS_IPV6              1
#define PJMEDIA_SRTP_HAS_DTLS    1      /* default 0 */
#define PJMEDIA_SRTP_HAS_AES_GCM_256 1
#define PJMEDIA_SRTP_HAS_AES_GCM_128 1
#define PJMEDIA_HAS_L16_CODEC    0
#define PJMEDIA_RTP_PT_TELEPHONE_EVENTS 101   /* default 120; 101 is what most phones offer */
