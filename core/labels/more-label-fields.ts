/** Fields of techniques that full runs alone score. Apart from the others, since the account panel names those in its first load and these later. */
export const MORE_LABEL_FIELD_NAMES = {
  engagementLabel: 'ABM_Engagement_Label',
  engagementScore: 'ABM_Engagement_Score',
  engagementSince: 'ABM_Engagement_Since',
  recommendationsLabel: 'ABM_Recommendations_Label',
  recommendationsSince: 'ABM_Recommendations_Since',
  voiceLabel: 'ABM_Voice_Label',
  voiceSince: 'ABM_Voice_Since',
} as const;
